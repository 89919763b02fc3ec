import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ingestRecords, type RecordQuery } from '../../../src/sources/ingest/index.js';
import { windowAt } from '../../../src/sources/ingest/page-window.js';
import { aRow, keyOf, ReadService, type ServiceRow, spell } from '../../ingest/read-service.js';
import { answering, collect } from './service-transport.js';

const NOW = Date.parse('2026-11-27T18:00:00Z');

/** Numbers from 0 to 1 that depend on the seed alone. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A service whose rows grow, end and are reported again between any two requests. */
function busyService(seed: number, { rows, writes, spreadMs }: { rows: number; writes: number; spreadMs: number }) {
  const random = randomOf(seed);
  const pick = (below: number): number => Math.floor(random() * below);
  const service = new ReadService([], { now: () => new Date(NOW) });
  let time = NOW - rows * spreadMs - 60_000;
  let number = 0;
  const begin = (): void => {
    number += 1;
    const id = `${String(number).padStart(6, '0')}-${seed}`;
    time += pick(spreadMs + 1);
    const status = pick(3) > 0 ? 'success' : 'installing';
    const execution_id = pick(8) === 0 ? '' : id;
    service.rows.push(aRow({ random_id: id, execution_id, status, created: spell(time), nsapp: `app-${pick(3)}` }));
  };
  const goOn = (): void => {
    const row = service.rows[pick(service.rows.length)] as ServiceRow;
    const isEnded = service.rows.some((other) => keyOf(other) === keyOf(row) && other.status === 'success');
    // The service keeps the first end, if it knows the execution.
    if (isEnded && row.execution_id !== '') return;
    time += pick(spreadMs + 1);
    service.rows.push({ ...row, status: pick(2) > 0 ? 'success' : 'configuring', created: spell(time) });
  };
  for (let row = 0; row < rows; row += 1) begin();
  time = Math.max(time, NOW - 60_000);
  const atStart = new Set(service.rows.map(keyOf));
  const transport = answering((path) => {
    const answer = service.answer(path);
    for (let write = pick(writes + 1); write > 0; write -= 1) (pick(2) > 0 ? begin : goOn)();
    return answer;
  });
  return { service, atStart, source: ingestRecords({ baseUrl: 'http://service', transport }) };
}

describe('a pass while records are written', () => {
  const seeds = Array.from({ length: 10 }, (_, index) => index + Number(process.env['SEED'] ?? 1));
  it.each<{ readonly name: string; readonly query: RecordQuery; readonly spreadMs: number; readonly writes: number }>([
    { name: 'the oldest first', query: {}, spreadMs: 1_000, writes: 30 },
    { name: 'the newest first', query: { sort: '-created' }, spreadMs: 1_000, writes: 30 },
    { name: 'many in one millisecond', query: {}, spreadMs: 1, writes: 30 },
    { name: 'many in one millisecond, the newest first', query: { sort: '-created' }, spreadMs: 1, writes: 30 },
    { name: 'in another order', query: { sort: 'nsapp' }, spreadMs: 1_000, writes: 30 },
    { name: 'in any order', query: { order: 'none' }, spreadMs: 1_000, writes: 60 },
  ])('reads every record once: $name', async ({ query, spreadMs, writes }) => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
    onTestFinished(() => void vi.useRealTimers());
    for (const seed of seeds) {
      const { source, atStart, service } = busyService(seed, { rows: 300 + seed, writes, spreadMs });
      const read = (await collect(source.records(query))).map(({ key }) => key);
      expect(read.length, `seed ${seed}: a record came twice`).toBe(new Set(read).size);
      const known = new Set(read);
      const missed = [...atStart].filter((key) => !known.has(key));
      // Without an execution_id the service does not tell that a record at the front had begun before.
      const excused = (key: string): boolean =>
        query.sort === '-created' && service.rows.some((row) => keyOf(row) === key && row.execution_id === '');
      expect(
        missed.filter((key) => !excused(key)),
        `seed ${seed}: missed`,
      ).toEqual([]);
    }
  });

  it('reads every record that leaves no other behind, when the records of a status become fewer', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
    onTestFinished(() => void vi.useRealTimers());
    for (const seed of seeds) {
      const { source, atStart, service } = busyService(seed, { rows: 500, writes: 60, spreadMs: 1_000 });
      const read = (await collect(source.records({ status: 'installing' }))).map(({ key }) => key);
      const moved = new Set(
        service.rows
          .filter((row, place) => service.rows.findIndex((other) => keyOf(other) === keyOf(row)) !== place)
          .map(keyOf),
      );
      const still = service.rows.filter(
        (row) => row.status === 'installing' && atStart.has(keyOf(row)) && !moved.has(keyOf(row)),
      );
      expect(
        still.map(keyOf).filter((key) => !read.includes(key)),
        `seed ${seed}: missed`,
      ).toEqual([]);
      expect(still.length).toBeGreaterThan(20);
    }
  });

  it.each(['created', '-created'] as const)('reads 250 records of one millisecond, by key: %s', async (sort) => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
    onTestFinished(() => void vi.useRealTimers());
    const rows = Array.from({ length: 400 }, (_, place) =>
      aRow({
        random_id: `r-${1_000 + ((place * 7) % 400)}`,
        created: place < 250 ? '2026-11-20 00:00:00.000' : spell(NOW - place),
      }),
    );
    const service = new ReadService(rows);
    const source = ingestRecords({ baseUrl: 'http://service', transport: answering((path) => service.answer(path)) });
    const read = (await collect(source.records({ sort }))).map(({ created, key }) => `${created} ${key}`);
    const expected = rows.map((row) => `${row.created.replace(' ', 'T')}Z ${keyOf(row)}`).sort();
    expect(read).toEqual(sort === 'created' ? expected : expected.reverse());
  });

  it('asks for few pages: each reaches far beyond the one before', () => {
    for (let place = 0; place < 20_000; place += 1) {
      const { page, limit, offset } = windowAt(place);
      const isPage = offset === (page - 1) * limit && limit <= 100 && limit > 50;
      if (!isPage || offset > place || offset + limit - place < 50) expect.fail(`place ${place}`);
    }
  });
});
