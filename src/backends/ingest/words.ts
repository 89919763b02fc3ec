import type { CompleteRecord } from '../../records/record.js';

/** Fields of which the service knows certain words only. */
export type ListedField = keyof Pick<
  CompleteRecord,
  'os_type' | 'error_category' | 'cpu_vendor' | 'gpu_vendor' | 'arch' | 'platform' | 'repo_source'
>;

/** The words of one field. */
export interface Words {
  readonly words: readonly string[];
  /** What others call some of them. */
  readonly aliases: Readonly<Record<string, string>>;
  /** What is sent for any other word, since the service refuses it or stores something else; `undefined`: the word itself. */
  readonly other: string | undefined;
}

/**
 * What the service knows, by field.
 *
 * @see the ingest contract, "Validation"; the vendors by the service's source
 */
export const WORDS: Readonly<Record<ListedField, Words>> = {
  // Of containers and virtual machines; of anything else it takes any word.
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
    // As the community's scripts and os-release have them, without `linux` at the end.
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
  // The newest service calls ProxmoxVED `DevScripts`; the one before refuses that.
  repo_source: {
    words: ['ProxmoxVE', 'ProxmoxVED', 'external'],
    aliases: { DevScripts: 'ProxmoxVED' },
    other: 'external',
  },
};

/** What each payload version says of a passthrough, for what the other one says too. */
export const PASSTHROUGH: Readonly<Record<1 | 2, Readonly<Record<string, string>>>> = {
  1: { igpu: 'igpu', dgpu: 'dgpu', vgpu: 'vgpu', none: 'none', no: 'none' },
  2: { igpu: 'yes', dgpu: 'yes', vgpu: 'yes', yes: 'yes', none: 'no', no: 'no' },
};
