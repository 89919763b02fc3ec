import type { Random } from './random.js';

/** A row as the collection stores it. */
export type StoredRow = Readonly<Record<(typeof TEXTS)[number] | 'created' | 'updated' | 'id', string>> &
  Readonly<Record<(typeof NUMBERS)[number], number>>;

export const TEXTS = [
  'random_id',
  'type',
  'nsapp',
  'status',
  'os_type',
  'os_version',
  'pve_version',
  'method',
  'error',
] as const;
export const NUMBERS = ['ct_type', 'disk_size', 'core_count', 'ram_size', 'exit_code'] as const;

/** Texts that mean something in a filter, in SQL, in LIKE, in JSON, in a URL or in JavaScript. */
export const HOSTILE_TEXTS: readonly string[] = [
  '',
  ' ',
  'plex',
  'Plex',
  'PLEX',
  'plexus',
  '0',
  '12',
  '12.10',
  'true',
  'null',
  '@now',
  '@random',
  "it's",
  "'",
  "''",
  'say "hi"',
  '"',
  '`x`',
  '\\',
  'a\\b',
  'end\\',
  "\\'",
  "x\\' || 1=1 // ",
  "' || id!='",
  '" || 1=1 || "',
  '%',
  '_',
  '100%',
  '100% of_it',
  '100X ofYit',
  'p_ex',
  'p%x',
  '\\%',
  "100%'s",
  '%%',
  '(nested && (x || y))',
  '// comment',
  'line\nbreak',
  'tab\there',
  'carriage\rreturn',
  'esc\u001b[31m',
  'del\u007f',
  'nul\u0000timeout',
  '\u0000',
  'timeout',
  'TIMEOUT after',
  'ÄÖÜ',
  'äöü',
  'İstanbul',
  'K (kelvin)',
  'k (kelvin)',
  '😀',
  'a😀b',
  '\ufffd',
  '\ue000',
  '\u2028',
  'e\u0301',
  'é',
  '<b>&amp;</b>',
  '+1 &x=1#frag?',
  '%27%20',
  '__proto__',
  'constructor',
  '-created',
  'x'.repeat(499),
  'x'.repeat(501),
  `${'long '.repeat(900)}end`,
  `${'ü'.repeat(400)}`,
  `${'\\'.repeat(40)}deep`,
];

export const HOSTILE_NUMBERS: readonly number[] = [
  0,
  1,
  2,
  -1,
  1.5,
  -12.5,
  100,
  101,
  102,
  137,
  255,
  1e-7,
  -1.5e-9,
  1e21,
  1.25e22,
  -1e30,
  2 ** 53,
  1e300,
  5e-324,
  0.1,
];

const STATUSES = ['installing', 'sucess', 'success', 'failed', 'unknown', 'validation', 'downloading', ''] as const;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Those that a search finds wherever they stand: it does not look behind a NUL. */
const SEARCHED_TEXTS = HOSTILE_TEXTS.filter((text) => !text.includes('\0'));

/** Makes a row of hostile values. Many rows share one of a few moments, and an `updated`. */
export function hostileRow(random: Random): StoredRow {
  const moment = (): string =>
    `2026-11-${20 + random.below(3)} 0${random.below(3)}:00:0${random.below(3)}.${random.pick(['000', '001', '999'])}Z`;
  const letters = (length: number): string => Array.from({ length }, () => random.pick([...LETTERS])).join('');
  const row = {
    id: letters(15),
    random_id: letters(8) + (random.chance(0.1) ? random.pick(HOSTILE_TEXTS).slice(0, 20) : ''),
    type: random.pick(['lxc', 'vm', 'addon', 'pve']),
    nsapp: random.pick(SEARCHED_TEXTS),
    status: random.pick(STATUSES),
    os_type: random.pick(['debian', 'ubuntu', '']),
    os_version: random.pick(HOSTILE_TEXTS),
    pve_version: random.pick(['8.3.2', '', 'not found']),
    method: random.pick(HOSTILE_TEXTS),
    error: random.pick(SEARCHED_TEXTS) + (random.chance(0.3) ? random.pick(SEARCHED_TEXTS) : ''),
    created: moment(),
    updated: moment(),
  };
  const numbers = NUMBERS.map((field) => [field, random.pick(HOSTILE_NUMBERS)]);
  return { ...row, ...(Object.fromEntries(numbers) as Record<(typeof NUMBERS)[number], number>) };
}
