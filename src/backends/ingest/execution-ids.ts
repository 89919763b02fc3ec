import { RecentMap, REMEMBERED_INSTALLATIONS } from '../../recent-map.js';
import { invalidField } from '../../records/invalid-field.js';
import { makeRandomId } from '../../records/make-random-id.js';
import { isRandomId, RANDOM_ID_EXPECTED } from '../../records/random-id.js';
import type { Attempts } from '../backend.js';

/**
 * The present attempt of each installation, by its execution_id: the random_id at first, as the
 * shell client has it. Of attempts named otherwise the last 10,000 that began are known; who reports
 * of an older one has to name it.
 *
 * @see the ingest contract, "execution_id semantics"
 */
export class ExecutionIds implements Attempts {
  readonly #present = new RecentMap<string>(REMEMBERED_INSTALLATIONS);

  of(random_id: string, execution_id?: unknown): string {
    if (execution_id === undefined || execution_id === '') return this.#present.get(random_id) ?? random_id;
    if (!isRandomId(execution_id)) throw invalidField('execution_id', RANDOM_ID_EXPECTED);
    return execution_id;
  }

  /** A record's own execution_id does not count for a new attempt: it may be the former one's. */
  begin(random_id: string, execution_id: unknown, isNew: boolean): string {
    const begun = isNew ? makeRandomId() : this.of(random_id, execution_id);
    if (begun === '') throw invalidField('execution_id', 'expected a source of random numbers');
    if (begun !== this.of(random_id)) this.#present.set(random_id, begun);
    return begun;
  }
}
