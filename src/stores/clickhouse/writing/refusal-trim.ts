import type { Database } from '../database.js';

/** The refusals that are kept. */
const MOST_REFUSALS = 10_000;
/** After how many refusals of this process older ones are removed. */
const EVERY = 1_000;
/** How long removing may take, in milliseconds. */
const PATIENCE_MS = 10_000;

/** Keeps the refusals bounded. They are removed after 30 days too. */
export class RefusalTrim {
  readonly #database: Database;
  #count = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Counts a refusal that was kept. After every 1,000th, all but the last 10,000 are removed. */
  async add(): Promise<void> {
    this.#count += 1;
    if (this.#count % EVERY !== 0) return;
    // What cannot be removed now is removed after the next ones.
    await this.#removeOld().catch(() => undefined);
  }

  async #removeOld(): Promise<void> {
    const limit = { signal: AbortSignal.timeout(PATIENCE_MS) };
    const select = `
      SELECT toString(toUnixTimestamp64Micro(r.at)) AS micros FROM refusals AS r
      ORDER BY r.at DESC, r.sequence DESC LIMIT 1 OFFSET ${MOST_REFUSALS - 1}`;
    const [oldestKept] = await this.#database.select<{ micros: string }>(select, {}, limit);
    if (oldestKept === undefined) return;
    const { local, onCluster } = this.#database.placement;
    const remove = `ALTER TABLE ${local('refusals')}${onCluster} DELETE WHERE at < fromUnixTimestamp64Micro(${BigInt(oldestKept.micros)}, 'UTC')`;
    await this.#database.run(remove, limit);
  }
}
