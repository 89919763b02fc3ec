import { isTelemetryError } from '../../../errors.js';
import { pause } from '../../../observe/subscription.js';
import type { Database } from '../database.js';

const PREFIX = 'telemetry-insert-';
/** How often the server's statements are looked at, in milliseconds. */
const LOOK_MS = 5;
/** How long an insert takes, in milliseconds, where the server does not tell which ones run. */
const USUAL_MS = 200;
/** How long an insert of another process is waited for, in milliseconds. */
const LONGEST_MS = 2_000;

/** The ids of one process's inserts. */
export class InsertIds {
  readonly prefix: string = `${PREFIX}${crypto.randomUUID()}-`;
  #count = 0;

  next(): string {
    this.#count += 1;
    return `${this.prefix}${this.#count}`;
  }
}

/**
 * Waits for the inserts of other processes that the server runs now. What they insert may have been received before, and
 * becomes visible with their end; what is inserted later was received later. An insert that takes longer than 2 seconds is
 * not waited for any more, so that one that hangs holds up no other process.
 *
 * @throws what a read throws, and the signal's reason if it aborts.
 */
export async function afterInsertsInFlight(
  database: Database,
  own: InsertIds,
  limit: { readonly signal: AbortSignal },
): Promise<void> {
  const { cluster } = database;
  const processes = cluster === undefined ? 'system.processes' : `clusterAllReplicas(${cluster}, system.processes)`;
  const select = `
    SELECT DISTINCT initial_query_id AS id FROM ${processes}
    WHERE startsWith(initial_query_id, {prefix:String}) AND NOT startsWith(initial_query_id, {own:String})`;
  const until = performance.now() + LONGEST_MS;
  let pending: ReadonlySet<string> | undefined;
  try {
    do {
      if (pending !== undefined) await pause(LOOK_MS, limit.signal);
      if (limit.signal.aborted) throw limit.signal.reason;
      const rows = await database.select<{ id: string }>(select, { prefix: PREFIX, own: own.prefix }, limit);
      const before: ReadonlySet<string> | undefined = pending;
      pending = new Set(rows.map(({ id }) => id).filter((id) => before?.has(id) ?? true));
    } while (pending.size > 0 && performance.now() < until);
  } catch (thrown) {
    if (!isTelemetryError(thrown) || database.isClosed || limit.signal.aborted) throw thrown;
    // The user may not read what the server runs.
    await pause(USUAL_MS, limit.signal);
  }
}
