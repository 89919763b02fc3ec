import { expect, it } from 'vitest';
import { sqlite } from '../../../src/stores/sqlite/index.js';
import { Random } from '../../simulation/random.js';
import { newStore, startCollector } from './collector-process.js';
import { Connection, COLLECTION, reportOf } from './connection.js';

const KILLS = Number(process.env['KILLS'] ?? 10);
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const CONNECTIONS = 16;

/** What the clients know of a run. */
interface Known {
  readonly id: string;
  /** Every end that was sent, answered or not. */
  readonly sent: Set<number>;
  isBegun: boolean;
  isEnded: boolean;
}

/** One client: begins and ends runs, and reports other ends of those that began, until its connection is cut. */
async function load(port: number, random: Random, known: Known[]): Promise<void> {
  const connection = new Connection(port);
  const report = async (run: Known, exit_code?: number): Promise<boolean> => {
    if (exit_code !== undefined) run.sent.add(exit_code);
    const isCreate = exit_code === undefined && random.chance(0.5);
    const answer = await connection.ask('POST', isCreate ? COLLECTION : '/telemetry', reportOf(run.id, exit_code));
    if (answer !== undefined) expect(answer.status).toBe(isCreate ? 200 : 202);
    return answer !== undefined;
  };
  while (!connection.isOver) {
    const earlier = known.length > 0 && random.chance(0.2) ? random.pick(known) : undefined;
    if (earlier?.isBegun) {
      earlier.isEnded = (await report(earlier, random.between(1, 255))) || earlier.isEnded;
      continue;
    }
    const run: Known = { id: `run-${SEED}-${known.length}`, sent: new Set(), isBegun: false, isEnded: false };
    known.push(run);
    run.isBegun = await report(run);
    if (run.isBegun && random.chance(0.8)) run.isEnded = (await report(run, random.between(1, 255))) || run.isEnded;
  }
}

it(`keeps all that was answered, and the first ends, when it is killed ${KILLS} times under load`, async () => {
  const random = new Random(SEED);
  const store = newStore();
  const known: Known[] = [];
  const ends = new Map<string, number>();
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const { port, kill: killNow } = await startCollector(store);
    const loads = Array.from({ length: CONNECTIONS }, () => load(port, random, known));
    await new Promise((resolve) => setTimeout(resolve, random.between(30, 400)));
    await killNow();
    await Promise.all(loads);
    await judge(store, known, ends);
  }
  process.stdout.write(`${known.length} runs, ${ends.size} ends, ${KILLS} kills, SEED=${SEED}\n`);
  expect(ends.size).toBeGreaterThan(KILLS);
});

/** Holds what was answered against the file, and the ends in it against those that it had before. */
async function judge(path: string, known: readonly Known[], ends: Map<string, number>): Promise<void> {
  const store = sqlite({ path });
  const stored = new Map<string, number | undefined>();
  for await (const { key, exit_code } of store.records.records({ fields: ['exit_code'] })) stored.set(key, exit_code);
  await store.close();
  const wrong: string[] = [];
  for (const { id, sent, isBegun, isEnded } of known) {
    const end = stored.get(id);
    if ((isBegun || isEnded) && !stored.has(id)) wrong.push(`${id} is missing`);
    if (isEnded && end === undefined) wrong.push(`the end of ${id} is missing`);
    if (end !== undefined && !sent.has(end)) wrong.push(`${id} ended with ${end}, which was not sent`);
    if (ends.has(id) && ends.get(id) !== end) wrong.push(`${id} ended with ${ends.get(id)}, then with ${end}`);
    if (end !== undefined) ends.set(id, end);
  }
  expect(wrong, `SEED=${SEED}`).toEqual([]);
}
