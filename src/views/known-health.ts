import { toTelemetryError } from '../errors.js';
import { isMistake } from '../observe/back-off.js';
import type { Health } from '../observe/health.js';

/** What reads have told of the health of several sources. A read does not hide a failure after it began. */
export class KnownHealth {
  readonly health: Health[];
  /** When each source was last found down, as a number of the order of events. */
  readonly #downAt: number[] = [];
  #now = 0;

  constructor(count: number) {
    const checkedAt = new Date();
    this.health = Array.from({ length: count }, () => ({ state: 'unknown', checkedAt }));
  }

  /** Begins a read. @returns its place in the order of events. */
  begin(): number {
    this.#now += 1;
    return this.#now;
  }

  /** Keeps what a read that began then told of the source at this place. */
  note(place: number, health: Health, begin: number): void {
    const isDown = health.state === 'down';
    if (health.state === 'unknown' || (!isDown && (this.#downAt[place] ?? 0) > begin)) return;
    if (isDown) this.#downAt[place] = this.begin();
    this.health[place] = health;
  }

  /** Asks the source at this place, and keeps whether it answers. */
  async noteAnswer<V>(place: number, ask: () => Promise<V>): Promise<V> {
    const begin = this.begin();
    try {
      const answer = await ask();
      this.note(place, { state: 'up', checkedAt: new Date() }, begin);
      return answer;
    } catch (thrown) {
      const error = toTelemetryError(thrown);
      const isCallers = isMistake(error) || error.code === 'aborted';
      if (!isCallers) this.note(place, { state: 'down', checkedAt: new Date(), error }, begin);
      throw thrown;
    }
  }
}
