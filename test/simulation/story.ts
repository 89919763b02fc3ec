import { getEventListeners } from 'node:events';
import type { InstallationRecord } from '../../src/index.js';
import type { Call, EndedCall, GivenCall } from './calls.js';
import type { Invariants } from './invariants.js';
import type { ClientOfWorld } from './processes.js';
import type { Random } from './random.js';
import type { ServerKind } from './server-kind.js';
import type { VirtualClock } from './virtual-clock.js';

const STATUSES = ['done', 'failed', 'aborted', 'unknown'] as const;
/** When the last call of a story may begin, in milliseconds. */
const STORY_MS = 30_000;
/** Longer than any call takes where nothing goes wrong. */
const PATIENT_MS = 60_000;

/** What clients report of installations, and when. */
export class Story {
  readonly #clock: VirtualClock;
  readonly #random: Random;
  readonly #kind: ServerKind;
  readonly #invariants: Invariants;
  #records = 0;
  #ends = 0;

  constructor(clock: VirtualClock, random: Random, kind: ServerKind, invariants: Invariants) {
    this.#clock = clock;
    this.#random = random;
    this.#kind = kind;
    this.#invariants = invariants;
  }

  /** What one client reports of one installation: mostly a create, then an end or several. */
  tell(client: ClientOfWorld, random_id: string): void {
    const random = this.#random;
    const begins = random.between(0, STORY_MS / 3);
    const at = (ms: number, report: () => void): void => {
      this.#clock.after(ms, report, client.process);
    };
    if (random.chance(0.8)) {
      for (let count = random.pick([1, 1, 1, 2, 3]); count > 0; count -= 1) {
        at(begins + random.pick([0, 0, random.between(0, 5_000)]), () => this.create(client, random_id));
      }
    }
    // Some report the end before the beginning.
    const ends = random.chance(0.9) ? begins + random.between(0, STORY_MS / 3) : random.between(0, begins);
    for (let count = random.pick([0, 1, 1, 2, 3, 5]); count > 0; count -= 1) {
      at(ends + random.pick([0, 0, random.between(0, 15_000)]), () => this.update(client, random_id));
    }
  }

  create(client: ClientOfWorld, random_id: string, isHealed = false): Call {
    // A number of its own tells each record apart.
    const number = (this.#records += 1);
    const record = {
      ...{ type: 'lxc', nsapp: `app-${number}`, disk_size: number, core_count: number, ram_size: number },
      ...{ os_type: `os-${number}`, os_version: `${number}` },
    } as const satisfies Omit<InstallationRecord, 'random_id'>;
    return this.#report(client, { operation: 'create', random_id, record, isHealed }, (options) =>
      client.telemetry.create({ ...record, random_id }, options),
    );
  }

  update(client: ClientOfWorld, random_id: string, isHealed = false): Call {
    const status = this.#random.pick(STATUSES);
    // So does a code of its own for each end.
    const exit_code = (this.#ends += 1);
    // Some scripts know the server's id; nobody else's, whatever happens.
    const record_id = this.#random.chance(0.1) ? this.#kind.recordIdOf(random_id) : undefined;
    return this.#report(client, { operation: 'update', random_id, end: { status, exit_code }, isHealed }, (options) =>
      client.telemetry.update({ random_id, status, exit_code, record_id }, options),
    );
  }

  /** One call, its signal and deadline, and what is watched of it. */
  #report(
    { name: client, process, isOneTry, attempts }: ClientOfWorld,
    what: Pick<GivenCall, 'operation' | 'random_id' | 'record' | 'end' | 'isHealed'>,
    send: (options: { signal?: AbortSignal; deadlineMs: number }) => Promise<EndedCall['outcome']>,
  ): Call {
    const random = this.#random;
    const deadlineMs = what.isHealed ? PATIENT_MS : random.between(200, 20_000);
    const controller = !what.isHealed && random.chance(0.15) ? new AbortController() : undefined;
    const isDeadOnArrival = controller !== undefined && random.chance(0.2);
    if (isDeadOnArrival) controller.abort('dead on arrival');
    else if (controller) this.#clock.after(random.between(0, 5_000), () => controller.abort('enough'), process);

    const call = this.#invariants.began({ ...what, client, process, isOneTry, attempts, deadlineMs, isDeadOnArrival });
    const signal = controller?.signal;
    const end = (outcome: EndedCall['outcome']): void => {
      this.#invariants.ended(call, outcome);
      if (signal !== undefined && getEventListeners(signal, 'abort').length > 0)
        this.#invariants.violated(`a listener is left on the signal of ${call.label}`);
    };
    send(signal === undefined ? { deadlineMs } : { signal, deadlineMs }).then(end, (thrown: unknown) =>
      this.#invariants.violated(`${call.label} rejected: ${String(thrown)}`),
    );
    return call;
  }
}
