import type { Deadline } from '../deadline.js';
import { invalidField } from '../errors.js';
import type { ResolvedOptions } from '../options.js';
import type { CreateOutcome, UpdateOutcome } from '../outcomes.js';
import { isSameEnd, toEnd } from '../records/end.js';
import { isRecordId, RECORD_ID_EXPECTED } from '../records/record-id.js';
import { deliverCreate } from './create-delivery.js';
import { InstallationMemory } from './memory.js';
import { Requests } from './requests.js';
import { deliverUpdate } from './update-delivery.js';

/** What is said of an end, not yet checked. */
export interface GivenEnd {
  readonly status?: unknown;
  readonly exit_code?: unknown;
  readonly record_id?: unknown;
}

/** Delivers what a client may report. Loaded with the first consent, so that a no costs nothing. */
export class Reporter {
  readonly #options: ResolvedOptions;
  readonly #memory = new InstallationMemory();

  constructor(options: ResolvedOptions) {
    this.#options = options;
  }

  /** Delivers a record, or joins the caller to the delivery under way. */
  create(given: unknown, random_id: string, caller: Deadline): Promise<CreateOutcome> {
    return this.#memory.creating.share(
      random_id,
      (scope) => deliverCreate(given, random_id, new Requests(this.#options, scope, random_id), this.#memory),
      caller,
    );
  }

  /** Delivers an end, or joins the caller to the delivery under way; whose own end differs learns `already-updated`. */
  async update(given: GivenEnd, random_id: string, caller: Deadline): Promise<UpdateOutcome> {
    const { record_id } = given;
    if (record_id !== undefined && !isRecordId(record_id)) throw invalidField('record_id', RECORD_ID_EXPECTED);

    const { guards, catalogue } = this.#options;
    const memory = this.#memory;
    const end = toEnd(given.status, given.exit_code, catalogue);
    const delivered = await memory.updating.share(
      random_id,
      (scope) => {
        const requests = new Requests(this.#options, scope, random_id);
        return deliverUpdate({ random_id, record_id, end, guards, memory, requests, scope });
      },
      caller,
    );

    const { outcome } = delivered.outcome;
    const wasDelivered = outcome === 'updated' || outcome === 'accepted';
    return wasDelivered && !isSameEnd(end, delivered.end)
      ? { random_id, outcome: 'skipped', reason: 'already-updated' }
      : delivered.outcome;
  }
}
