import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ingestRecords, type RecordQuery } from '../../src/sources/ingest/index.js';
import { readChosen } from '../../src/sources/ingest/read-record.js';
import { checkQuery } from '../../src/sources/records/check-query.js';
import { matchesQuery } from '../../src/sources/records/matches-query.js';
import { selectFields } from '../../src/sources/records/select-fields.js';
import { compareRecords } from '../../src/sources/records/sort-records.js';
import { summarizeRecords } from '../../src/sources/records/summarize-records.js';
import {
  answerRecords,
  chooseRows,
  FINAL,
  ReadService,
  rowsOf,
  type ServiceRow,
  toRecord,
} from '../ingest/read-service.js';
import { ourRecords } from './our-records.js';
import { serve } from '../support/http-server.js';
import { type JsonBody, RECORDED_AT, recordedReads, recordedRows, rowsAt } from './service-recording.js';

const records = recordedReads('/api/records');

describe('the read APIs in memory', () => {
  it.each(records.map((read) => [`${read.request.phase} ${read.request.path}`, read] as const))(
    'answer as the real service: %s',
    (_name, { request, query, body }) => {
      const rows = rowsAt(request);
      const sorted = /^-?(nsapp|status|os_type|type|method|exit_code)$/.exec(query.get('sort') ?? '')?.[1] ?? 'created';
      const order = (answer: JsonBody): unknown[] => recordsIn(answer).map((record) => record[sorted]);
      const answer = answerRecords(rows, query, RECORDED_AT);
      expect({ ...answer, records: order({ ...answer }) }).toEqual({ ...body, records: order(body) });
      // The service leaves open which of equal records come first.
      const known = chooseRows(rowsOf(rows, query, RECORDED_AT)).map((row) => toRecord(row, rows));
      for (const record of recordsIn(body)) expect(known).toContainEqual(record);
    },
  );
});

function recordsIn(body: JsonBody): JsonBody[] {
  return (body['records'] ?? body['recent_records'] ?? []) as JsonBody[];
}

describe('a record of the service', () => {
  it.each(records.map((read) => [`${read.request.phase} ${read.request.path}`, read] as const))(
    'is the one of our definition, or known as the leftover of a filter: %s',
    (_name, { request, body }) => {
      const ours = new Map(ourRecords(rowsAt(request)).map((record) => [record.key, record]));
      for (const row of recordsIn(body)) {
        const { record, isLeftover } = readChosen(row);
        if (isLeftover) expect(FINAL).toContain(ours.get(record.key)?.status);
        else expect(record).toEqual(ours.get(record.key));
      }
    },
  );

  it('is a leftover where a filter hid the end', () => {
    const leftovers = records.flatMap(({ request, body }) =>
      recordsIn(body)
        .map(readChosen)
        .filter(({ isLeftover }) => isLeftover)
        .map(({ record }) => `${request.path}: ${record.status}`),
    );
    expect(leftovers).toEqual(LEFTOVERS);
  });
});

/** Queries of the recording that hide the end of an execution, and what the service shows instead. */
const LEFTOVERS: readonly string[] = [
  // The default repository includes rows that name none, such as the ping of an external installation.
  '/api/records?limit=100: configuring',
  // Its end has no os_type.
  '/api/records?search=dashy&os=debian&days=30&repo=all: installing',
  '/api/records?sort=os_type&limit=6: configuring',
  '/api/records?sort=method&limit=6: configuring',
];

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Serves the recorded rows at the time of the recording. */
async function serveRows(rows: readonly ServiceRow[] = recordedRows): Promise<string> {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(RECORDED_AT) });
  onTestFinished(() => vi.useRealTimers() && undefined);
  const service = new ReadService(rows);
  return serve((request, response) => {
    const { status, headers, body } = service.answer(request.url ?? '');
    response.writeHead(status, headers).end(body);
  });
}

describe('ingestRecords, of the recorded rows', () => {
  const queries: readonly RecordQuery[] = [
    {},
    ...(['installing', 'validation', 'configuring', 'success', 'failed', 'aborted', 'unknown'] as const).map(
      (status) => ({ status }),
    ),
    { status: ['failed', 'aborted'], sort: '-created' },
    { nsapp: 'plex' },
    { nsapp: ['plex', 'docker'], sort: 'nsapp' },
    { nsapp: "o'reilly" },
    { nsapp: 'all_in%one' },
    { type: 'lxc' },
    { type: 'vm', status: 'success' },
    { type: ['pve', 'tool', 'addon'] },
    { os_type: 'debian', sort: '-exit_code' },
    { repo_source: 'ProxmoxVE' },
    { repo_source: 'external' },
    { repo_slug: 'community-scripts/ProxmoxVED' },
    { exit_code: { from: 100, to: 130 } },
    { exit_code: 0, status: 'failed' },
    { ct_type: 0 },
    { has_arm: true },
    { search: 'NOT FOUND' },
    { search: '%' },
    { created: { from: '2026-11-27T00:00:00Z' } },
    { created: { from: '2026-11-26T12:00:00Z', to: '2026-11-27T12:00:00Z' }, sort: '-created' },
    { created: { to: '2026-03-01T00:00:00Z' } },
    { install_duration: { from: 600 }, limit: 7 },
    { sort: '-created', limit: 20, fields: ['nsapp', 'status'] },
  ];

  it.each(queries.map((query) => [JSON.stringify(query), query] as const))(
    'reads, lists and counts what an oracle finds in the table: %s',
    async (_name, query) => {
      const baseUrl = await serveRows();
      const source = ingestRecords({ baseUrl });
      const checked = checkQuery(query);
      const all = ourRecords(recordedRows)
        .filter((record) => matchesQuery(record, checked))
        .sort(compareRecords(checked));
      const found = all.slice(0, checked.limit).map((record) => selectFields(record, checked.fields));
      expect(await collect(source.records(query))).toEqual(found);
      expect([...(await source.list(query)).items.keys()]).toEqual(found.map(({ key }) => key));
      expect(await source.count(query)).toBe(all.length);
    },
  );

  it('summarizes them', async () => {
    const baseUrl = await serveRows();
    const plan = { by: ['nsapp', { every: 'day' }], durations: true } as const;
    const rows = await ingestRecords({ baseUrl }).summarize({ type: 'lxc' }, plan);
    const ours = ourRecords(recordedRows).filter(({ type }) => type === 'lxc');
    expect(rows).toEqual(await summarizeRecords(ours, plan));
    expect(rows.length).toBeGreaterThan(50);
  });

  it('gets one by execution_id and by random_id', async () => {
    const baseUrl = await serveRows();
    const source = ingestRecords({ baseUrl });
    const ours = ourRecords(recordedRows);
    const again = ours.filter(({ key, random_id }) => key !== random_id);
    expect(again.length).toBeGreaterThan(0);
    for (const record of [...ours.slice(0, 3), ...again]) expect(await source.get(record.key)).toEqual(record);
    const [attempt] = again;
    expect((await source.get(attempt?.random_id ?? ''))?.random_id).toBe(attempt?.random_id);
    expect(await source.get('no-such-record')).toBeUndefined();
  });
});
