import type { Random } from '../random.js';
import type { SimulatedServer } from './server.js';
import type { VirtualClock } from '../virtual-clock.js';

/** When an administrator may come, in milliseconds. */
const LAST_MS = 25_000;

/** Lets somebody else change records: a field of one, its id, or that it is there. */
export function meddle(
  clock: VirtualClock,
  random: Random,
  server: SimulatedServer,
  installations: readonly string[],
  note: (text: string) => void,
): void {
  const how = random.pick(['writes a field', 'removes', 'moves'] as const);
  for (let count = random.between(1, 4); count > 0; count -= 1) {
    const random_id = random.pick(installations);
    const act = (): void => {
      const row = server.rowOf(random_id);
      note(`somebody ${how} of ${random_id}${row === undefined ? ', which is not there' : ''}`);
      if (row === undefined) return;
      if (how === 'removes') return server.remove(row);
      if (how === 'moves') return server.move(row);
      const url = new URL(`https://pb.example/records/${row.id}`);
      server.receive({ method: 'PATCH', url, body: { method: 'meddled' } }, () => undefined);
    };
    clock.after(random.between(0, LAST_MS), act, 'server');
  }
}
