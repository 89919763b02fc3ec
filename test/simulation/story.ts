import { getEventListeners } from 'node:events';
import type { InstallationRecord } from '../../src/index.js';
import type { Call, EndedCall, GivenCall } from './calls.js';
import type { Invariants } from './invariants.js';
import type { ClientOfWorld } from './processes.js';
import type { GivenRecord } from './reported.js';
import type { Random } from './random.js';
import type { ServerKind } from './server-kind.js';
import type { VirtualClock } from './virtual-clock.js';

const STATUSES = ['done', 'failed', 'aborted', 'unknown'] as const;
/** When the last call of a story may begin, in milliseconds. */
const STORY_MS = 30_000;
/** How long it takes until the last of a crowd begins, in milliseconds: more than a minute. */
const CROWD_MS = 80_000;
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
    const begins = random.between(0, this.#kind.crowd === undefined ? STORY_MS / 3 : CROWD_MS);
    const at = (ms: number, report: () => void): void => {
      this.#clock.after(ms, report, client.process);
    };
    const calls = (count: number, from: number, within: number, report: () => void): void => {
      for (; count > 0; count -= 1) at(from + random.pick([0, 0, random.between(0, within)]), report);
    };
    if (random.chance(0.8)) {
      calls(random.pick([1, 1, 1, 2, 3]), begins, 5_000, () => this.create(client, random_id));
    }
    // Some report the end before the beginning.
    const ends = random.chance(0.9) ? begins + random.between(0, STORY_MS / 3) : random.between(0, begins);
    calls(random.pick([0, 1, 1, 2, 3, 5]), ends, 15_000, () => this.update(client, random_id));
    if (!this.#kind.hasAttempts || !random.chance(0.3)) return;
    const again = ends + random.between(0, STORY_MS / 3);
    calls(random.pick([1, 1, 2]), again, 5_000, () => this.create(client, random_id, { newAttempt: true }));
    calls(random.pick([0, 1, 2]), again + random.between(0, 5_000), 10_000, () => this.update(client, random_id));
  }

  create(client: ClientOfWorld, random_id: string, { isHealed = false, newAttempt = false } = {}): Call {
    // A number of its own tells each record apart.
    const number = (this.#records += 1);
    const record = {
      ...{ type: 'lxc', nsapp: `app-${number}`, disk_size: number, core_count: number, ram_size: number },
      ...{ os_type: this.#kind.osTypeOf(number), os_version: `${number}` },
    } as const satisfies Omit<InstallationRecord, 'random_id'>;
    const named = newAttempt ? {} : this.#named(random_id, 0.1);
    const what = { operation: 'create', random_id, record, isHealed, newAttempt, ...named } as const;
    return this.#report(client, what, (options) =>
      client.telemetry.create({ ...record, ...named, random_id }, newAttempt ? { ...options, newAttempt } : options),
    );
  }

  update(client: ClientOfWorld, random_id: string, { isHealed = false } = {}): Call {
    const status = this.#random.pick(STATUSES);
    // So does a code of its own for each end.
    const number = (this.#ends += 1);
    const exit_code = this.#kind.exitCodeOf(number);
    // Some scripts know the server's id; nobody else's, whatever happens.
    const record_id = this.#random.chance(0.1) ? this.#kind.recordIdOf(random_id) : undefined;
    const known = this.#known(number, isHealed);
    const named = this.#named(random_id, 0.3);
    const what = { operation: 'update', random_id, end: { status, exit_code }, isHealed, ...known, ...named } as const;
    const record = this.#kind.hasAttempts ? { ...known.known, ...named } : undefined;
    return this.#report(client, what, (options) =>
      client.telemetry.update({ random_id, status, exit_code, record_id, record }, options),
    );
  }

  /** What an update says of the record: what the service needs, or nothing. */
  #known(number: number, isHealed: boolean): { readonly known?: Partial<InstallationRecord> & GivenRecord } {
    if (!this.#kind.hasAttempts || !(this.#random.chance(0.5) || isHealed)) return {};
    return { known: { type: 'lxc', nsapp: `known-${number}`, install_duration: number } };
  }

  /** The attempt a call names, where it does. */
  #named(random_id: string, probability: number): { readonly execution_id?: string } {
    if (!this.#kind.hasAttempts || !this.#random.chance(probability)) return {};
    return { execution_id: this.#random.pick([random_id, `${random_id}-once`, `${random_id}-twice`]) };
  }

  /** One call, its signal and deadline, and what is watched of it. */
  #report(
    { name: client, process, isOneTry, attempts, hook }: ClientOfWorld,
    what: Omit<GivenCall, 'client' | 'process' | 'isOneTry' | 'attempts' | 'hook' | 'deadlineMs' | 'isDeadOnArrival'>,
    send: (options: { signal?: AbortSignal; deadlineMs: number }) => Promise<EndedCall['outcome']>,
  ): Call {
    const random = this.#random;
    const deadlineMs = what.isHealed ? PATIENT_MS : random.between(200, 20_000);
    const controller = !what.isHealed && random.chance(0.15) ? new AbortController() : undefined;
    const isDeadOnArrival = controller !== undefined && random.chance(0.2);
    if (isDeadOnArrival) controller.abort('dead on arrival');
    else if (controller) this.#clock.after(random.between(0, 5_000), () => controller.abort('enough'), process);

    const its = { client, process, isOneTry, attempts, hook };
    const call = this.#invariants.began({ ...what, ...its, deadlineMs, isDeadOnArrival });
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
