/** What the service makes of one body: a row to store, or the reason it is refused. */
export type Verdict = { readonly stored: StoredEvent } | { readonly refused: string };

/** An event as it is stored: zero values are left out, as `encoding/json` does. */
export type StoredEvent = Readonly<Record<string, string | number | boolean>>;

type Kind = 'text' | 'number' | 'flag';
type Fields = Record<string, string | number | boolean>;

/** What the service reads, with the longest text in bytes and the range of numbers (the contract, "Validation"). */
const READS: Readonly<Record<string, readonly [Kind, limit: number]>> = {
  random_id: ['text', 64],
  execution_id: ['text', 64],
  type: ['text', 8],
  nsapp: ['text', 64],
  status: ['text', 16],
  ct_type: ['number', 2],
  disk_size: ['number', 100_000],
  core_count: ['number', 256],
  ram_size: ['number', 1_048_576],
  os_type: ['text', 32],
  os_version: ['text', 32],
  pve_version: ['text', 32],
  method: ['text', 32],
  exit_code: ['number', 255],
  error: ['text', 131_072],
  error_category: ['text', 32],
  install_duration: ['number', 86_400],
  cpu_vendor: ['text', 16],
  cpu_model: ['text', 64],
  gpu_vendor: ['text', 16],
  gpu_model: ['text', 64],
  gpu_passthrough: ['text', 16],
  ram_speed: ['text', 16],
  has_arm: ['flag', 1],
  repo_source: ['text', 64],
  repo_slug: ['text', 128],
};

/** Columns of one byte, where a higher number wraps: 256 cores are stored as none (the contract, "ClickHouse"). */
const ONE_BYTE = ['core_count', 'ct_type'];

const TYPES = 'lxc vm turnkey pve addon tool'.split(' ');
const STATUSES = 'installing validation configuring success failed aborted unknown'.split(' ');
const OS_TYPES = (
  'debian ubuntu alpine devuan fedora rocky alma centos opensuse gentoo openeuler homeassistant opnsense openwrt ' +
  'mikrotik umbrel-os pimox-haos owncloud turnkey-nextcloud arch-linux'
).split(' ');
const NO_OS = ['', '-', 'none'];
const REPO_SOURCES = ['', 'ProxmoxVE', 'ProxmoxVED', 'external'];

/** The contract lists no vendors; these are the public source's, of the recorded service and of those before. */
const CPU_VENDORS = 'intel amd arm apple qualcomm unknown'.split(' ');
const GPU_VENDORS = 'intel amd nvidia unknown'.split(' ');
const LISTS: Readonly<Record<string, readonly string[]>> = {
  cpu_vendor: CPU_VENDORS,
  gpu_vendor: GPU_VENDORS,
  gpu_passthrough: 'igpu dgpu vgpu none unknown'.split(' '),
  error_category: (
    'network storage dependency permission timeout config resource unknown user_aborted apt command_not_found ' +
    'service database signal proxmox shell build preflight runtime'
  ).split(' '),
};
/** What stays empty where it is empty, and does not become unknown. */
const MAY_BE_EMPTY = ['error_category'];

const ABORT_WORDS = [
  'sigint',
  'ctrl+c',
  'ctrl-c',
  'sighup',
  'aborted by user',
  'user abort',
  'cancelled by user',
  'no changes have been made',
];

/** What it takes for the first three numbers of an address, a version's too; by its public source, none is recorded. */
const MASKED = /(\d{1,3}\.)\d{1,3}\.\d{1,3}/g;

/** As far as they are recorded: the server's own categories, keywords and descriptions. */
const CATEGORIES: Readonly<Record<number, string>> = { 127: 'command_not_found', 255: 'apt' };
const DESCRIPTIONS: Readonly<Record<number, string>> = { 1: 'General error' };

const LONGEST_BODY = 262_144;

/** Reads, checks and reclassifies one body, as the service's handler was recorded doing. */
export function judge(body: string): Verdict {
  if (Buffer.byteLength(body) > LONGEST_BODY) return { refused: 'invalid body\n' };
  const read = decode(body) ?? decode(repaired(body)) ?? rescued(body);
  if (read === undefined) return { refused: 'invalid json\n' };
  const event = sanitised(read);
  if (!isValid(event)) return { refused: 'invalid payload\n' };
  return { stored: withoutZeroes(inColumns(reclassified(normalised(event)))) };
}

/** The first JSON value, decoded into the service's struct; `undefined` where a type does not fit. */
function decode(body: string): Fields | undefined {
  let value: unknown;
  try {
    value = JSON.parse(firstValue(body));
  } catch {
    return undefined;
  }
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) return undefined;
  const fields: Fields = {};
  for (const [key, given] of Object.entries(value)) {
    const name = key.toLowerCase();
    const row = READS[name];
    if (row === undefined || given === null) continue;
    const fits = {
      text: typeof given === 'string',
      number: Number.isInteger(given),
      flag: typeof given === 'boolean',
    };
    if (!fits[row[0]]) return undefined;
    fields[name] = given as string | number | boolean;
  }
  return fields;
}

/** The text up to the end of its first object: a decoder reads no further. */
function firstValue(text: string): string {
  const start = text.search(/\S/);
  if (text[start] !== '{') return text;
  let depth = 0;
  for (const { index, 0: part } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/g)) {
    depth += part === '{' ? 1 : part === '}' ? -1 : 0;
    if (depth === 0 && part === '}') return text.slice(start, index + 1);
  }
  return text;
}

function repaired(text: string): string {
  return text
    .replace(/("(?:disk_size|core_count|ram_size)"\s*:\s*\d+)[A-Za-z]+/g, '$1')
    .replace(/\\x([0-9a-fA-F]{2})/g, '\\u00$1')
    .replace(/"(?:[^"\\]|\\.)*"/gs, (quoted) =>
      quoted
        .replace(/[\u0000-\u001F]/g, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .replace(/\\(?!["\\/bfnrtu])/g, '\\\\'),
    );
}

/** What regular expressions find; of several events the first one's. */
function rescued(text: string): Fields | undefined {
  const fields: Fields = {};
  for (const [name, [kind]] of Object.entries(READS)) {
    const quoted = new RegExp(`"${name}"\\s*:\\s*"((?:[^"\\\\]|\\\\.)*)"`).exec(text)?.[1];
    const digits = new RegExp(`"${name}"\\s*:\\s*(-?\\d+)`).exec(text)?.[1];
    if (kind === 'text' && quoted !== undefined) fields[name] = quoted;
    if (kind === 'number' && digits !== undefined) fields[name] = Number(digits);
  }
  const hasNeeded = ['random_id', 'nsapp', 'status'].every((name) => Object.hasOwn(fields, name));
  return hasNeeded ? fields : undefined;
}

/** Every field there, newlines and lengths as they are stored. */
function sanitised(read: Fields): Fields {
  const entries = Object.entries(READS).map(([name, [kind, limit]]) => {
    const value = read[name];
    if (kind === 'flag') return [name, value === true];
    if (kind === 'number') return [name, value ?? 0];
    const text = String(value ?? '');
    const lines = name === 'error' ? text.replace(/\r\n?/g, '\n').trim() : text.trim().replace(/[\r\n]/g, ' ');
    // Cut in bytes: what is left of a character that was split is no UTF-8.
    const cut = Buffer.from(lines).subarray(0, limit).toString();
    return [name, name === 'error' ? cut.replace(MASKED, '$1x.x') : cut];
  });
  return Object.fromEntries(entries) as Fields;
}

function isValid(event: Fields): boolean {
  const isThere = ['random_id', 'type', 'nsapp', 'status'].every((name) => String(event[name]).trim() !== '');
  const isMachine = event['type'] === 'lxc' || event['type'] === 'vm';
  const mayBeOs =
    !isMachine || NO_OS.includes(event['os_type'] as string) || OS_TYPES.includes(event['os_type'] as string);
  const isInRange = Object.entries(READS).every(([name, [kind, limit]]) => {
    const isChecked = kind === 'number' && (name !== 'ct_type' || (isMachine && event['status'] === 'installing'));
    return !isChecked || ((event[name] as number) >= 0 && (event[name] as number) <= limit);
  });
  return (
    isThere &&
    TYPES.includes(event['type'] as string) &&
    REPO_SOURCES.includes(event['repo_source'] as string) &&
    mayBeOs &&
    isInRange
  );
}

function normalised(event: Fields): Fields {
  const status = event['status'] === 'sucess' ? 'success' : (event['status'] as string);
  const slug = event['repo_slug'] as string;
  const fromSlug = ['ProxmoxVE', 'ProxmoxVED'].find((name) => slug.endsWith(`/${name}`)) ?? '';
  const listed = Object.entries(LISTS).map(([name, list]) => {
    const word = (event[name] as string).toLowerCase();
    const isEmpty = word === '' && MAY_BE_EMPTY.includes(name);
    return [name, isEmpty || list.includes(word) ? word : 'unknown'];
  });
  return {
    ...event,
    ...(Object.fromEntries(listed) as Fields),
    status: STATUSES.includes(status) ? status : 'unknown',
    os_type: NO_OS.includes(event['os_type'] as string) ? '' : (event['os_type'] as string),
    repo_source: event['repo_source'] || fromSlug,
  };
}

/** What becomes of a failure, in the service's order. */
function reclassified(event: Fields): Fields {
  if (event['status'] !== 'failed') return event;
  const code = event['exit_code'] as number;
  // Go makes an i of this letter, in lower case.
  const text = (event['error'] as string).replaceAll('\u0130', 'i').toLowerCase();
  const success = { ...event, status: 'success', exit_code: 0, error: '', error_category: '' };
  if (code === 0 || event['type'] === 'addon' || event['type'] === 'pve') return success;
  if (code === 129 || code === 130 || ABORT_WORDS.some((word) => text.includes(word))) {
    return { ...event, status: 'aborted', error_category: 'user_aborted' };
  }
  const byText = text.includes('operation not permitted') ? 'permission' : undefined;
  return {
    ...event,
    error: event['error'] || `Exit code ${code}: ${DESCRIPTIONS[code] ?? 'Unknown'}`,
    error_category: CATEGORIES[code] ?? byText ?? (event['error_category'] || 'unknown'),
  };
}

function inColumns(event: Fields): Fields {
  const wrapped = ONE_BYTE.map((name) => [name, (event[name] as number) % 256] as const);
  return { ...event, ...Object.fromEntries(wrapped) };
}

function withoutZeroes(event: Fields): StoredEvent {
  return Object.fromEntries(
    Object.entries(event).filter(([, value]) => value !== '' && value !== 0 && value !== false),
  );
}
