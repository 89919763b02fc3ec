import { FIELDS } from '../../records/fields.js';
import type { KnownRecord, CompleteRecord } from '../../records/record.js';
import { toLine } from './service-text.js';
import { PASSTHROUGH, WORDS, type Words } from './words.js';

/** How the service spells a text: from what somebody gave, which is empty where nobody did. */
type Spelling = (text: string) => string;

/** How the service spells the texts it has lists for. */
export function spellings(
  { type }: KnownRecord,
  payloadVersion: 1 | 2,
): Readonly<Partial<Record<keyof CompleteRecord, Spelling>>> {
  return {
    os_type: type === 'lxc' || type === 'vm' ? toListedOs : toOs,
    // What PocketBase is told where there is no Proxmox.
    pve_version: (text) => (text === 'not found' ? '' : text),
    cpu_vendor: (text) => toVendor(WORDS.cpu_vendor, text),
    gpu_vendor: (text) => toVendor(WORDS.gpu_vendor, text),
    gpu_passthrough: (text) => lookUp(PASSTHROUGH[payloadVersion], toWord(text)) ?? 'unknown',
    arch: (text) => listed(WORDS.arch, toWord(text)),
    platform: (text) => listed(WORDS.platform, toWord(text)),
  };
}

/** The category as the service spells it; empty where nobody gave one. */
export function toErrorCategory(text: string): string {
  const word = toWord(text);
  return word === '' ? '' : listed(WORDS.error_category, word);
}

const COMMUNITY = 'community-scripts';

/**
 * Where a script comes from, so that both say the same: the service refuses a source that is not
 * on its list, and reads an empty one off the slug's end, a fork's too.
 */
export function toRepository({
  repo_source = '',
  repo_slug = '',
}: KnownRecord): Required<Pick<CompleteRecord, 'repo_source' | 'repo_slug'>> {
  const source = toSource(toLine(repo_source));
  const slug = toSlug(toLine(repo_slug));
  if (slug === '') return { repo_source: source, repo_slug: isOurs(source) ? `${COMMUNITY}/${source}` : '' };
  const [owner, repository = ''] = slug.split('/');
  const named = toSource(repository);
  const isFork = owner !== COMMUNITY;
  return { repo_source: source === 'external' && isFork ? source : named, repo_slug: slug };
}

/** Empty where it names no repository: half a one, cut off, would name another. */
function toSlug(slug: string): string {
  const [, longest] = FIELDS.repo_slug;
  return slug.length <= longest && /^[\w.-]+\/[\w.-]+$/.test(slug) ? slug : '';
}

function toSource(name: string): string {
  return name === '' ? '' : listed(WORDS.repo_source, name);
}

function isOurs(name: string): boolean {
  return name === 'ProxmoxVE' || name === 'ProxmoxVED';
}

/** By the names of os-release too: `Debian GNU/Linux`, `rocky linux`, `opensuse-leap`. */
function toListedOs(text: string): string {
  const word = toWord(text).replaceAll(' ', '-');
  const listedWord = listed(WORDS.os_type, word);
  return listedWord === '' ? listed(WORDS.os_type, word.replace(/-?(?:gnu\/)?linux$/, '')) : listedWord;
}

/** For what is no container and no virtual machine any word is fine. */
function toOs(text: string): string {
  return text === '-' || text === 'none' ? '' : text;
}

/** By the names a processor or `lspci` gives too, such as `Advanced Micro Devices, Inc. [AMD/ATI]`. */
function toVendor(list: Words, text: string): string {
  const words = ` ${toWord(text).replaceAll(/[^a-z0-9]+/g, ' ')} `;
  const name = [...list.words, ...Object.keys(list.aliases)].find((known) => words.includes(` ${known} `));
  return listed(list, name ?? '');
}

function toWord(text: string): string {
  return toLine(text).toLowerCase();
}

/** The word as the list has it, else what is sent for any other. */
function listed({ words, aliases, other }: Words, word: string): string {
  const known = lookUp(aliases, word) ?? word;
  return words.includes(known) ? known : (other ?? word);
}

function lookUp(words: Readonly<Record<string, string>>, word: string): string | undefined {
  return Object.hasOwn(words, word) ? words[word] : undefined;
}
