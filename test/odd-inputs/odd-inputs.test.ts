import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { ingest } from '../../src/backends/ingest/index.js';
import {
  type CreateOutcome,
  isTelemetryError,
  pocketBase,
  TelemetryClient,
  type TelemetryEvent,
  type UpdateOutcome,
} from '../../src/index.js';
import { memory, type MemoryRecord } from '../../src/testing/index.js';
import { ends, type OddInput, options, records, works } from './odd-inputs.js';

const DOCS = fileURLToPath(new URL('../../docs/odd-inputs.md', import.meta.url));

const fail = (thrown: unknown): never => {
  throw thrown;
};

/** What the text of a table stands for. */
function valueOf(source: string): unknown {
  return runInNewContext(`(${source})`, { Error, DOMException, TelemetryClient, pocketBase, ingest, fail });
}

function aClient() {
  const backend = memory();
  const unclear: string[] = [];
  const onEvent = (event: TelemetryEvent): unknown => event.type === 'unclear-end' && unclear.push(event.why);
  const telemetry = new TelemetryClient({ consent: true, backend, onEvent, attempts: 1 });
  return { telemetry, backend, unclear };
}

/** Code and fields of an error, or why nothing was sent; `undefined` where something was stored. */
function refusal(outcome: CreateOutcome | UpdateOutcome): string | undefined {
  if (outcome.outcome === 'skipped') return `skipped: ${outcome.reason}`;
  return outcome.outcome === 'failed' ? problem(outcome.error) : undefined;
}

function problem(error: unknown): string {
  if (!isTelemetryError(error)) throw error;
  const fields = Object.entries(error.fields ?? {}).map(([name, what]) => `\`${name}\` ${what}`);
  return `${error.code}: ${fields.join('; ')}`;
}

const stored = ({ status, exit_code }: MemoryRecord, unclear: readonly string[] = []): string =>
  [`${status}, ${exit_code}`, ...unclear.map((why) => `unclear-end: ${why}`)].join('; ');

async function created(given: string): Promise<string> {
  const { telemetry, backend } = aClient();
  const odd = valueOf(given) as object;
  const outcome = await telemetry.create({ type: 'lxc', nsapp: 'plex', ...odd });
  const refused = refusal(outcome);
  if (refused !== undefined) return refused;
  const [record] = backend.records() as [MemoryRecord];
  const kept = Object.keys(odd).filter((name) => name !== 'random_id');
  return ['created', ...kept.map((name) => `\`${name}\` ${JSON.stringify(record[name as keyof MemoryRecord])}`)].join(
    ', ',
  );
}

async function updated(given: string): Promise<string> {
  const { telemetry, backend, unclear } = aClient();
  const { random_id } = await telemetry.create({ type: 'lxc', nsapp: 'plex' });
  const outcome = await telemetry.update({ random_id, ...(valueOf(given) as object) });
  return refusal(outcome) ?? stored(backend.records()[0] as MemoryRecord, unclear);
}

async function tracked(given: string): Promise<string> {
  const { telemetry, backend, unclear } = aClient();
  await telemetry.track({ type: 'lxc', nsapp: 'plex' }, () => valueOf(given)).catch(() => undefined);
  return stored(backend.records()[0] as MemoryRecord, unclear);
}

async function made(given: string): Promise<string> {
  let client: unknown;
  try {
    client = valueOf(given);
  } catch (thrown) {
    return `throws ${problem(thrown)}`;
  }
  // An empty id, so that nothing is sent whatever the consent.
  const outcome = await (client as TelemetryClient).create({ type: 'lxc', nsapp: 'plex', random_id: '' });
  const reason = outcome.outcome === 'skipped' ? outcome.reason : outcome.outcome;
  return reason === 'no-random-id' ? 'consent' : `no consent: \`skipped\`, \`${reason}\``;
}

const TABLES = [
  { title: 'A record', intro: 'Given to `create`, beside `type` and `nsapp`:', rows: records, becomes: created },
  { title: 'An end', intro: 'Given to `update`, beside the `random_id` of a record:', rows: ends, becomes: updated },
  {
    title: 'Work',
    intro: 'What the work given to `track` returns, or throws where `fail(…)` is written:',
    rows: works,
    becomes: tracked,
  },
  { title: 'Options', intro: 'Given to constructors:', rows: options, becomes: made },
];

describe.each(TABLES)('$title', ({ rows, becomes }) => {
  it.each(rows)('$given becomes $becomes', async (row) => {
    expect(await becomes(row.given)).toBe(row.becomes);
  });
});

describe('docs/odd-inputs.md', () => {
  it('has these tables', async () => {
    const text = [
      '# What each odd input becomes\n',
      'TypeScript rejects most of these; plain JavaScript lets you pass them. The tests run each row: this page is made from',
      '`test/odd-inputs/odd-inputs.ts`. PocketBase spells success `sucess` and stores `aborted` as `unknown`. `unclear-end`',
      'is an event: see [`onEvent`](options.md#new-telemetryclientoptions).\n',
      ...TABLES.map(({ title, intro, rows }) => `## ${title}\n\n${intro}\n\n${table(rows)}`),
    ].join('\n');
    await expect(text).toMatchFileSnapshot(DOCS);
  });
});

/** As Prettier writes it. */
function table(rows: readonly OddInput[]): string {
  const cells = [['given', 'becomes'], ...rows.map(({ given, becomes }) => [`\`${given}\``, becomes])];
  const widths = [0, 1].map((column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  const [head = [], ...body] = cells;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('');
}
