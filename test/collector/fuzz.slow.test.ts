import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredRecord } from '../../src/sources/records/index.js';
import { bodyOf, recordings } from '../ingest/vectors.js';
import { aCollector, posted, reportedIn } from './post.js';

/** Bodies in all; the seed is printed with a failure. */
const BODIES = Number(process.env['FUZZ_BODIES'] ?? 100_000);
/** Bodies of one seed. */
const BATCH = 500;

const NUMBERS = [
  'ct_type',
  'disk_size',
  'core_count',
  'ram_size',
  'exit_code',
  'install_duration',
  'failed_line',
] as const;
const TEXTS = [
  'execution_id',
  'os_type',
  'os_version',
  'method',
  'error',
  'cpu_model',
  'repo_slug',
  'gpu_vendor',
  'status',
];
const MEGABYTES: Readonly<Record<string, number>> = { '': 1, K: 1 / 1024, M: 1, G: 1024, T: 1024 ** 2 };
const GIGABYTES: Readonly<Record<string, number>> = { '': 1, M: 1 / 1024, G: 1, T: 1024 };

const number = fc.oneof(
  fc.integer({ min: -5, max: 300 }),
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.constantFrom(0, -0, 255, 256, 257, 100_000, 1_048_576, 86_400, 2 ** 31, 2 ** 53, 2 ** 64),
);
const numberText = fc.oneof(
  number.map(String),
  fc
    .tuple(
      fc.integer({ min: 0, max: 5_000 }),
      fc.constantFrom('G', 'GB', 'M', 'MB', 'T', 'K', 'g', ' G', 'GiB', 'x', 'cores'),
    )
    .map(([n, u]) => `${n}${u}`),
  fc.constantFrom(
    '',
    '007',
    '+5',
    '1e3',
    '0x10',
    '1.5',
    '.5',
    '5.',
    'NaN',
    'Infinity',
    ' 7 ',
    '1,5',
    '٣',
    '--',
    'null',
  ),
);
const odd = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.constant([]),
  fc.constant({}),
  fc.array(number, { maxLength: 2 }),
);
const value = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 2 }) },
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 255 }).map(String) },
  { weight: 1, arbitrary: number },
  { weight: 3, arbitrary: numberText },
  { weight: 1, arbitrary: odd },
);
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ maxLength: 200 }), number, odd);

const event = fc.record(
  {
    random_id: fc.uuid(),
    type: fc.constantFrom('lxc', 'addon', 'pve', 'turnkey', 'tool', 'tool', 'ct'),
    nsapp: fc.oneof(fc.constant('plex'), fc.string({ minLength: 1, maxLength: 90 })),
    status: fc.constantFrom(
      'installing',
      'validation',
      'configuring',
      'success',
      'sucess',
      'failed',
      'aborted',
      'unknown',
      'done',
    ),
    ...Object.fromEntries(NUMBERS.map((name) => [name, value])),
    ...Object.fromEntries(TEXTS.filter((name) => name !== 'status').map((name) => [name, text])),
    has_arm: fc.oneof(fc.boolean(), text),
    [`${'__pro'}to__`]: odd,
    constructor: text,
  },
  { requiredKeys: ['random_id', 'type', 'nsapp', 'status'] },
);

/** A body: an event as JSON, a list of events, a mutation of a recording, or anything. */
const body = fc.oneof(
  { weight: 6, arbitrary: event.map((given) => JSON.stringify(given)) },
  { weight: 1, arbitrary: fc.array(event, { maxLength: 4 }).map((given) => JSON.stringify(given)) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.nat(),
        fc.array(fc.tuple(fc.nat(), fc.nat(4), fc.string({ maxLength: 4 })), { minLength: 1, maxLength: 6 }),
      )
      .map(mutated),
  },
  {
    weight: 1,
    arbitrary: fc.oneof(fc.json(), fc.string({ unit: 'binary' }), fc.stringMatching(/^["{}[\]:,\\x\d ]{0,60}$/)),
  },
);

/** A recording with some of its characters replaced, cut out or doubled. */
function mutated([choice, changes]: [number, [number, number, string][]]): string {
  const triple = recordings.matrix[choice % recordings.matrix.length];
  let mutant = triple === undefined ? '' : bodyOf(triple).slice(0, 4_096);
  for (const [place, length, inserted] of changes) {
    const at = place % (mutant.length + 1);
    mutant = mutant.slice(0, at) + inserted + mutant.slice(at + length);
  }
  return mutant;
}

/** Every number that a given value may mean, by a reading of its own. */
function meanings(name: (typeof NUMBERS)[number], given: unknown): number[] {
  if (typeof given === 'number') return [Math.trunc(given)];
  if (typeof given !== 'string') return [];
  const plain = /^\s*([+-]?)(\d+)(?:\.\d*)?\s*$/.exec(given);
  if (plain !== null) return [Number(`${plain[1] === '-' ? '-' : ''}${plain[2]}`)];
  const [, amount, unit = ''] = /^\s*(\d+(?:\.\d+)?)\s?([A-Za-z]+)\s*$/.exec(given) ?? [];
  if (amount === undefined) return [];
  if (name === 'core_count') return [Math.trunc(Number(amount))];
  const factors = name === 'disk_size' ? GIGABYTES : name === 'ram_size' ? MEGABYTES : {};
  const factor = factors[unit.toUpperCase().replace(/I?B$/, '')];
  if (factor === undefined) return [];
  return [name === 'disk_size' ? Number(amount) * factor : Math.trunc(Number(amount) * factor)];
}

describe('100,000 bodies', () => {
  it('never end in a 5xx, and never store a number that was not sent', async () => {
    const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);
    const statuses = new Map<number, number>();
    for (let batch = 0; batch * BATCH < BODIES; batch += 1) {
      for (const sent of fc.sample(body, { seed: seed + batch, numRuns: BATCH })) {
        const { fetch, store } = aCollector();
        const { status } = await fetch(posted(sent));
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        const [only, ...others] = eventsOf(sent);
        const records = await reportedIn(store);
        const wrong =
          only === undefined || others.length > 0 ? [] : records.flatMap((record) => invented(record, only));
        if (![202, 400].includes(status) || wrong.length > 0) {
          throw new Error(`${status}, stored ${wrong.join()} of ${JSON.stringify(sent)}, seed ${seed + batch}`);
        }
      }
    }
    expect([...statuses.keys()].sort()).toEqual([202, 400]);
  });
});

const RECORDS = 'http://localhost/api/collections/_dev_telemetry_data/records';

describe("bodies in PocketBase's dialect", () => {
  it('never end in a 5xx, and store the numbers that were sent', async () => {
    const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);
    const statuses = new Map<number, number>();
    const record = fc.record(
      {
        random_id: fc.uuid(),
        type: fc.constantFrom('lxc', 'vm', 'ct'),
        nsapp: text,
        status: fc.constantFrom('installing', 'sucess', 'failed', 'unknown', 'success'),
        ct_type: value,
        ...Object.fromEntries(NUMBERS.map((name) => [name, value])),
      },
      { requiredKeys: ['random_id', 'type', 'nsapp', 'status', 'ct_type'] },
    );
    const sent = fc.oneof({ weight: 3, arbitrary: record.map((given) => JSON.stringify(given)) }, body);
    for (const given of fc.sample(sent, { seed, numRuns: Math.ceil(BODIES / 5) })) {
      const { fetch, store } = aCollector();
      const headers = { 'content-type': 'application/json' };
      const { status } = await fetch(new Request(RECORDS, { method: 'POST', body: given, headers }));
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const [one] = eventsOf(given);
      const [stored] = await reportedIn(store);
      const wrong = NUMBERS.filter((name) => {
        return one !== undefined && Boolean(stored?.[name]) && stored?.[name] !== Number(one[name]);
      });
      if (![200, 400].includes(status) || wrong.length > 0)
        throw new Error(`${status}, stored ${wrong.join()} of ${JSON.stringify(given)}, seed ${seed}`);
    }
    expect([...statuses.keys()].sort()).toEqual([200, 400]);
  });
});

/** The numbers of a record that its event does not give. A success has the exit code 0 whatever was sent. */
function invented(record: Partial<StoredRecord>, event: Record<string, unknown>): string[] {
  const isReset = (name: string): boolean => name === 'exit_code' && record.status === 'success' && record[name] === 0;
  return NUMBERS.flatMap((name) => {
    const stored = record[name];
    const isGiven = stored === undefined || isReset(name) || meanings(name, event[name]).includes(stored);
    return isGiven ? [] : [`${name} ${stored}`];
  });
}

/** The events of a body that is whole JSON; what is repaired has no reading of its own. */
function eventsOf(sent: string): Record<string, unknown>[] {
  try {
    const values = [JSON.parse(sent) as unknown].flat();
    const events = values.filter((one) => typeof one === 'object' && one !== null);
    return events.map((one) =>
      Object.fromEntries(Object.entries(one).map(([name, value]) => [name.toLowerCase(), value])),
    );
  } catch {
    return [];
  }
}
