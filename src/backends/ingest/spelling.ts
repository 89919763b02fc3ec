import type { KnownRecord, NewRecord } from '../../records/record.js';
import { toLine } from './service-text.js';

/** How the service spells a text: from what somebody gave, which is empty where nobody did. */
type Spelling = (text: string) => string;

/** Operating systems of containers and virtual machines; any other word is refused with the whole report. */
const OS_TYPES: readonly string[] = [
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
];

/** What the community's scripts and os-release call some of them. */
const OS_ALIASES: Readonly<Record<string, string>> = {
  arch: 'arch-linux',
  archlinux: 'arch-linux',
  almalinux: 'alma',
  rockylinux: 'rocky',
};

const ERROR_CATEGORIES: readonly string[] = [
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
];

/** What either payload version says for what the other one says, too. */
const PASSTHROUGH: Readonly<Record<1 | 2, Readonly<Record<string, string>>>> = {
  1: { igpu: 'igpu', dgpu: 'dgpu', vgpu: 'vgpu', none: 'none', no: 'none' },
  2: { igpu: 'yes', dgpu: 'yes', vgpu: 'yes', none: 'no', yes: 'yes', no: 'no' },
};

const ARCHITECTURES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  aarch64: 'arm64',
  armv6l: 'armhf',
  armv7l: 'armhf',
  i486: 'i386',
  i586: 'i386',
  i686: 'i386',
};

/** How the service spells the texts it has lists for. */
export function spellings(
  { type }: KnownRecord,
  payloadVersion: 1 | 2,
): Readonly<Partial<Record<keyof NewRecord, Spelling>>> {
  return {
    os_type: type === 'lxc' || type === 'vm' ? toListedOs : toOs,
    // What PocketBase is told where there is no Proxmox.
    pve_version: (text) => (text === 'not found' ? '' : text),
    cpu_vendor: toVendor,
    gpu_vendor: toVendor,
    gpu_passthrough: (text) => lookUp(PASSTHROUGH[payloadVersion], toWord(text)) ?? 'unknown',
    arch: (text) => lookUp(ARCHITECTURES, toWord(text)) ?? toWord(text),
    platform: (text) => (['pve', 'incus'].includes(toWord(text)) ? toWord(text) : ''),
  };
}

/** The category as the service spells it; empty where nobody gave one. */
export function toErrorCategory(text: string): string {
  const word = toWord(text);
  return word === '' || ERROR_CATEGORIES.includes(word) ? word : 'unknown';
}

const COMMUNITY = 'community-scripts';

/**
 * Where a script comes from, so that both say the same: the service refuses a source that is not
 * on its list, and reads an empty one off the slug's end, a fork's too.
 */
export function toRepository({
  repo_source = '',
  repo_slug = '',
}: KnownRecord): Required<Pick<NewRecord, 'repo_source' | 'repo_slug'>> {
  const source = toSource(toLine(repo_source));
  const slug = /^[\w.-]+\/[\w.-]+$/.test(repo_slug) ? repo_slug : '';
  if (slug === '') return { repo_source: source, repo_slug: isOurs(source) ? `${COMMUNITY}/${source}` : '' };
  const [owner, repository = ''] = slug.split('/');
  const named = toSource(repository);
  const isFork = owner !== COMMUNITY;
  return { repo_source: source === 'external' && isFork ? source : named, repo_slug: slug };
}

/** The newest service calls ProxmoxVED `DevScripts`; the one before refuses that. */
function toSource(name: string): string {
  if (name === '' || isOurs(name)) return name;
  return name === 'DevScripts' ? 'ProxmoxVED' : 'external';
}

function isOurs(name: string): boolean {
  return name === 'ProxmoxVE' || name === 'ProxmoxVED';
}

function toListedOs(text: string): string {
  const word = toOs(toWord(text));
  const name = lookUp(OS_ALIASES, word) ?? word;
  return OS_TYPES.includes(name) ? name : '';
}

/** For what is no container and no virtual machine any word is fine. */
function toOs(text: string): string {
  return text === '-' || text === 'none' ? '' : text;
}

function toVendor(text: string): string {
  return toWord(text) || 'unknown';
}

function toWord(text: string): string {
  return toLine(text).toLowerCase();
}

function lookUp(words: Readonly<Record<string, string>>, word: string): string | undefined {
  return Object.hasOwn(words, word) ? words[word] : undefined;
}
