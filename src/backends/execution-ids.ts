import { RecentMap, REMEMBERED_INSTALLATIONS } from '../recent-map.js';
import { invalidField } from '../records/invalid-field.js';
import { makeRandomId } from '../records/make-random-id.js';
import { isRandomId, RANDOM_ID_EXPECTED } from '../records/random-id.js';
import type { Attempts } from './backend.js';

/**
 * Remembers the current attempt of each installation. The first attempt's execution_id equals the random_id, as in the
 * shell client. Of the later ones, the last 10,000 are remembered; a report of an older one must name it.
 */
export class ExecutionIds implements Attempts {
  readonly #present = new RecentMap<string>(REMEMBERED_INSTALLATIONS);

  of(random_id: string, execution_id?: unknown): string {
    if (execution_id === undefined || execution_id === '') return this.#present.get(random_id) ?? random_id;
    if (!isRandomId(execution_id)) throw invalidField('execution_id', RANDOM_ID_EXPECTED);
    return execution_id;
  }

  /** Ignores the given execution_id for a new attempt, because it may be the previous one's. */
  begin(random_id: string, execution_id: unknown, isNew: boolean): string {
    const begun = isNew ? makeRandomId() : this.of(random_id, execution_id);
    if (begun === '') throw invalidField('execution_id', 'expected a source of random numbers');
    if (begun !== this.of(random_id)) this.#present.set(random_id, begun);
    return begun;
  }
}
