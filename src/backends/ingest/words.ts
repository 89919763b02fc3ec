import type { CompleteRecord } from '../../records/record.js';

/** Fields for which the service has a list of words. */
export type ListedField = keyof Pick<
  CompleteRecord,
  'os_type' | 'error_category' | 'cpu_vendor' | 'gpu_vendor' | 'arch' | 'platform' | 'repo_source'
>;

/** The words of one field. */
export interface Words {
  readonly words: readonly string[];
  /** Other names of these words. */
  readonly aliases: Readonly<Record<string, string>>;
  /**
   * Sent instead of any other word, which the service would refuse or change; `undefined`: the word is sent unchanged.
   */
  readonly other: string | undefined;
}

/** The service's words, by field. */
export const WORDS: Readonly<Record<ListedField, Words>> = {
  // Only for containers and virtual machines; for other types the service accepts any word.
  os_type: {
    words: [
      'debian',
      'ubuntu',
      'alpine',
      'devuan',
      'fedora',
      'rocky',
      'alma',
      'centos',
      'opensuse',
      'gentoo',
      'openeuler',
      'homeassistant',
      'opnsense',
      'openwrt',
      'mikrotik',
      'umbrel-os',
      'pimox-haos',
      'owncloud',
      'turnkey-nextcloud',
      'arch-linux',
    ],
    // Names in the community's scripts and in os-release, without `linux` at the end.
    aliases: {
      arch: 'arch-linux',
      archarm: 'arch-linux',
      'arch-linux-arm': 'arch-linux',
      'opensuse-leap': 'opensuse',
      'opensuse-tumbleweed': 'opensuse',
      'centos-stream': 'centos',
    },
    other: '',
  },
  error_category: {
    words: [
      'network',
      'storage',
      'dependency',
      'permission',
      'timeout',
      'config',
      'resource',
      'unknown',
      'user_aborted',
      'apt',
      'command_not_found',
      'service',
      'database',
      'signal',
      'proxmox',
      'shell',
      'build',
      'preflight',
      'runtime',
    ],
    aliases: {},
    other: 'unknown',
  },
  cpu_vendor: {
    words: ['intel', 'amd', 'arm', 'apple', 'qualcomm', 'unknown'],
    aliases: { genuineintel: 'intel', authenticamd: 'amd', 'advanced micro devices': 'amd' },
    other: 'unknown',
  },
  gpu_vendor: {
    words: ['intel', 'amd', 'nvidia', 'unknown'],
    aliases: { 'advanced micro devices': 'amd', ati: 'amd' },
    other: 'unknown',
  },
  arch: {
    words: ['amd64', 'arm64', 'armhf', 'i386'],
    aliases: {
      x86_64: 'amd64',
      aarch64: 'arm64',
      armv6l: 'armhf',
      armv7l: 'armhf',
      i486: 'i386',
      i586: 'i386',
      i686: 'i386',
    },
    other: undefined,
  },
  platform: { words: ['pve', 'incus'], aliases: {}, other: '' },
  // The newest service calls ProxmoxVED `DevScripts`, which the previous one refuses.
  repo_source: {
    words: ['ProxmoxVE', 'ProxmoxVED', 'external'],
    aliases: { DevScripts: 'ProxmoxVED' },
    other: 'external',
  },
};

/** The words for `gpu_passthrough` in each payload version, also for the words of the other version. */
export const PASSTHROUGH: Readonly<Record<1 | 2, Readonly<Record<string, string>>>> = {
  1: { igpu: 'igpu', dgpu: 'dgpu', vgpu: 'vgpu', none: 'none', no: 'none' },
  2: { igpu: 'yes', dgpu: 'yes', vgpu: 'yes', yes: 'yes', none: 'no', no: 'no' },
};
