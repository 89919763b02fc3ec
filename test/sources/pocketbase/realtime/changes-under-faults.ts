import { setTimeout as sleep } from 'node:timers/promises';
import { pocketBaseRecords } from '../../../../src/sources/pocketbase/index.js';
import { checkQuery } from '../../../../src/sources/records/check-query.js';
import { matchesQuery } from '../../../../src/sources/records/matches-query.js';
import type { RecordQuery } from '../../../../src/sources/records/record-query.js';
import type { StoredRecord } from '../../../../src/sources/records/stored-record.js';
import type { PocketBase } from '../../../pocketbase/server.mjs';
import { type Random, randomOf } from '../random.js';
import { collectionOf } from './collection.js';
import { startCuttingProxy } from './cutting-proxy.js';
import { type FollowedView, followedView } from './followed-view.js';

const WRITERS = 4;

/** What a subscription goes through. */
export interface Faults {
  readonly seed: number;
  readonly changes: number;
  readonly changesPerSecond: number;
  /** Streams that are cut at a random byte. */
  readonly cuts: number;
  /** How often the server is killed and started again. */
  readonly crashes: number;
  /** The proxy ends a connection that is silent for this long. */
  readonly idleMs: number;
}

/** How it came through. */
export interface FaultsResult {
  readonly cuts: number;
  readonly written: number;
  /** What each subscriber was told wrong, and what it knows wrong at the end; empty if all is right. */
  readonly wrong: readonly string[];
  /** Streams that are open after all subscribers have ended. */
  readonly leftOpen: number;
  readonly views: readonly FollowedView['counts'][];
}

const QUERIES: readonly RecordQuery[] = [{}, { status: ['installing', 'failed'], nsapp: 'plex' }];

/** Follows a collection through a proxy and a server that fail, while others write to it. */
export async function changesUnderFaults(server: PocketBase, faults: Faults): Promise<FaultsResult> {
  const random = randomOf(faults.seed);
  const proxy = await startCuttingProxy(server.url, random, faults.idleMs);
  const source = pocketBaseRecords({ baseUrl: proxy.url, timeoutMs: 5_000 });
  const views = QUERIES.map((query) => followedView(source, query));
  proxy.cut(faults.cuts, 30_000);

  const { written, wait } = writeTo(server, random, faults);
  for (let crash = 1; crash <= faults.crashes; crash += 1) {
    await sleep((1_000 * faults.changes) / faults.changesPerSecond / (faults.crashes + 1));
    await server.crash();
    await sleep(300);
    await server.revive();
  }
  await wait;
  await until(
    () => proxy.cuts >= faults.cuts,
    120_000,
    async () => poke(server, random),
  );
  const isRight = async (): Promise<boolean> => (await differences(source, views)).length === 0;
  await until(isRight, 15_000, () => sleep(100));

  const wrong = [
    ...views.flatMap((view) => view.wrong),
    ...(await differences(pocketBaseRecords({ baseUrl: server.url }), views)),
  ];
  for (const view of views) await view.end();
  await until(
    () => proxy.streams === 0,
    2_000,
    () => sleep(10),
  );
  const result = { cuts: proxy.cuts, written: written(), wrong, leftOpen: proxy.streams };
  proxy.close();
  return { ...result, views: views.map(({ counts }) => counts) };
}

/** Waits until a claim holds, or the time is over. */
async function until(
  holds: () => boolean | Promise<boolean>,
  limitMs: number,
  pause: () => Promise<void>,
): Promise<void> {
  const endsAt = performance.now() + limitMs;
  while (!(await holds()) && performance.now() < endsAt) await pause();
}

/** What subscribers know that is not so, and do not know that is. */
async function differences(
  source: ReturnType<typeof pocketBaseRecords>,
  views: readonly FollowedView[],
): Promise<string[]> {
  const stored: StoredRecord[] = [];
  for await (const record of source.records()) stored.push(record);
  return views.flatMap(({ items }, place) => {
    const query = checkQuery(QUERIES[place]);
    const expected = new Map(stored.filter((one) => matchesQuery(one, query)).map((one) => [one.key, one]));
    const keys = new Set([...expected.keys(), ...items.keys()]);
    return [...keys].flatMap((key) => {
      const [known, is] = [JSON.stringify(items.get(key)), JSON.stringify(expected.get(key))];
      return known === is ? [] : [`of query ${place}, known is ${known}, stored is ${is}`];
    });
  });
}

/** Stores, changes and deletes records, some of them without a pause in between. */
function writeTo(
  server: PocketBase,
  random: Random,
  { changes, changesPerSecond }: Faults,
): { written: () => number; wait: Promise<unknown> } {
  const collection = collectionOf(() => server.url);
  const ids: string[] = [];
  let written = 0;
  const write = async (): Promise<void> => {
    const kind = ids.length < 20 ? 0 : random.number();
    if (kind < 0.4) {
      const nsapp = random.pick(['plex', 'jellyfin']);
      const { record_id } = await collection.create({ random_id: randomId(random), nsapp });
      ids.push(record_id as string);
      written += 1;
      if (random.chance(0.5)) return;
      // A run that ends at once.
      await collection.change(record_id as string, { status: random.pick(['failed', 'success']), exit_code: 1 });
    } else if (kind < 0.9) {
      const status = random.pick(['installing', 'failed', 'success']);
      await collection.change(random.pick(ids), { status, exit_code: random.below(200) });
    } else await collection.remove(ids.splice(random.below(ids.length), 1)[0] as string);
    written += 1;
  };
  const writer = async (): Promise<void> => {
    while (written < changes) {
      // The server may be down, and the record deleted.
      await write().catch(() => sleep(50));
      await sleep((1_000 * WRITERS) / changesPerSecond);
    }
  };
  return { written: () => written, wait: Promise.all(Array.from({ length: WRITERS }, writer)) };
}

/** Makes the server say something. */
async function poke(server: PocketBase, random: Random): Promise<void> {
  await collectionOf(() => server.url).create({ random_id: randomId(random) });
  await sleep(50);
}

function randomId(random: Random): string {
  return Array.from({ length: 4 }, () => random.below(2 ** 32).toString(36))
    .join('-')
    .padEnd(20, '0');
}
