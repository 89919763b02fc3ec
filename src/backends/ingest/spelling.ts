import { FIELDS } from '../../records/fields.js';
import type { KnownRecord, CompleteRecord } from '../../records/record.js';
import { toLine } from './service-text.js';
import { PASSTHROUGH, WORDS, type Words } from './words.js';

/** Converts a given text, which may be empty, to the service's spelling. */
type Spelling = (text: string) => string;

/** The converters of fields for which the service has a list of words. */
export function spellings(
  { type }: KnownRecord,
  payloadVersion: 1 | 2,
): Readonly<Partial<Record<keyof CompleteRecord, Spelling>>> {
  return {
    os_type: type === 'lxc' || type === 'vm' ? toListedOs : toOs,
    // The PocketBase default for a machine without Proxmox VE.
    pve_version: (text) => (text === 'not found' ? '' : text),
    cpu_vendor: (text) => toVendor(WORDS.cpu_vendor, text),
    gpu_vendor: (text) => toVendor(WORDS.gpu_vendor, text),
    gpu_passthrough: (text) => lookUp(PASSTHROUGH[payloadVersion], toWord(text)) ?? 'unknown',
    arch: (text) => listed(WORDS.arch, toWord(text)),
    platform: (text) => listed(WORDS.platform, toWord(text)),
  };
}

/** Converts an error category to the service's spelling; empty stays empty. */
export function toErrorCategory(text: string): string {
  const word = toWord(text);
  return word === '' ? '' : listed(WORDS.error_category, word);
}

const COMMUNITY = 'community-scripts';

/**
 * Makes source and slug of the repository agree: the service refuses an unknown source, and derives an empty one from
 * the slug's second part, even a fork's.
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

/** Empty if it is not a slug: a slug that is cut off would name another repository. */
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

/** Also understands the names in os-release: `Debian GNU/Linux`, `rocky linux`, `opensuse-leap`. */
function toListedOs(text: string): string {
  const word = toWord(text).replaceAll(' ', '-');
  const listedWord = listed(WORDS.os_type, word);
  return listedWord === '' ? listed(WORDS.os_type, word.replace(/-?(?:gnu\/)?linux$/, '')) : listedWord;
}

/** Any word is valid if the record is not of a container or virtual machine. */
function toOs(text: string): string {
  return text === '-' || text === 'none' ? '' : text;
}

/** Also understands the names from `/proc/cpuinfo` and `lspci`, such as `Advanced Micro Devices, Inc. [AMD/ATI]`. */
function toVendor(list: Words, text: string): string {
  const words = ` ${toWord(text).replaceAll(/[^a-z0-9]+/g, ' ')} `;
  const name = [...list.words, ...Object.keys(list.aliases)].find((known) => words.includes(` ${known} `));
  return listed(list, name ?? '');
}

function toWord(text: string): string {
  return toLine(text).toLowerCase();
}

/** The list's word, else the replacement for any other word. */
function listed({ words, aliases, other }: Words, word: string): string {
  const known = lookUp(aliases, word) ?? word;
  return words.includes(known) ? known : (other ?? word);
}

function lookUp(words: Readonly<Record<string, string>>, word: string): string | undefined {
  return Object.hasOwn(words, word) ? words[word] : undefined;
}
