import { getEventListeners } from 'node:events';
import { pocketBase, TelemetryClient, type CreateOutcome, type UpdateOutcome } from '../../src/index.js';
import { MemoryGuardStore } from '../../src/testing/index.js';
import { type EndedCall, Invariants, type OpenCall, type Width } from './invariants.js';
import { BASE_URL, Network } from './network.js';
import { Random } from './random.js';
import { type Finality, SimulatedServer } from './server.js';
import { VirtualClock } from './virtual-clock.js';
import { liveBy } from './virtual-globals.js';

/** What one seed brought about. */
export interface WorldResult {
  readonly lifecycles: number;
  readonly requests: number;
  readonly violations: readonly string[];
  /** Step by step, where it was asked for. */
  readonly trace: readonly string[];
}

const STATUSES = ['done', 'failed', 'aborted', 'unknown'] as const;
/** When the last call of a story may begin, in milliseconds. */
const STORY_MS = 30_000;

/** Lives one seed: some processes report some installations to a server over a bad network. */
export async function live(seed: number, isTraced = false): Promise<WorldResult> {
  const world = new World(seed, isTraced);
  await world.live();
  return world.result();
}

interface ClientOfWorld {
  readonly name: string;
  readonly isOneTry: boolean;
  readonly telemetry: TelemetryClient;
}

class World {
  readonly #random: Random;
  readonly #clock = new VirtualClock();
  readonly #server: SimulatedServer;
  readonly #network: Network;
  readonly #invariants: Invariants;
  readonly #trace: string[] = [];
  readonly #note: (text: string) => void;
  readonly #installations: string[];
  readonly #width: Width;
  /** Whether the clients close their guards after one try. */
  readonly #isOneTry: boolean;
  #clients = 0;
  #ends = 0;
  #requests = 0;

  constructor(seed: number, isTraced: boolean) {
    this.#random = new Random(seed);
    const random = this.#random;
    liveBy(this.#clock, () => random.next());
    this.#note = isTraced ? (text) => this.#trace.push(`${this.#clock.now} ms  ${text}`) : () => undefined;

    const finality = random.pick<Finality>(['open', 'open', 'rule', 'trigger']);
    this.#width = random.pick<Width>(['one client', 'one client', 'shared guards', 'several clients']);
    this.#server = new SimulatedServer(this.#clock, random, finality);
    this.#network = new Network(this.#clock, random, this.#server, this.#note);
    this.#installations = Array.from({ length: random.between(1, 2) }, (_, index) => `installation-${index}`);
    this.#invariants = new Invariants(this.#clock, this.#server, this.#width, finality, this.#note);
    this.#network.onSend = (request) => {
      this.#requests += 1;
      this.#invariants.sent(request);
    };
    this.#isOneTry = random.chance(0.1);
    this.#note(`seed ${seed}: ${this.#width}, ${finality} server`);
  }

  async live(): Promise<void> {
    this.#addStranger();
    this.#network.faultRate = this.#random.pick([0, 0.1, 0.3, 0.3, 0.6, 0.95]);
    if (this.#width === 'one client') this.#startProcess('p0', 1);
    if (this.#width === 'shared guards') this.#startProcess('p0', 2);
    if (this.#width === 'several clients') {
      for (let index = 0; index < this.#random.between(1, 3); index += 1) this.#startMortal(`p${index}`);
    }
    await this.#clock.run(() => this.#invariants.check());
    this.#invariants.checkTheEnd();
  }

  result(): WorldResult {
    const { violations } = this.#invariants;
    return { lifecycles: this.#installations.length, requests: this.#requests, violations, trace: this.#trace };
  }

  /** A record of somebody else, which nobody here may touch. */
  #addStranger(): void {
    const body = { random_id: 'somebody-else', type: 'lxc', ct_type: 1, nsapp: 'x', status: 'installing' };
    this.#server.receive({ method: 'POST', url: new URL(`${BASE_URL}/records`), body }, () => undefined);
  }

  /** A process that may be killed at any time, and started again with nothing but the random_ids. */
  #startMortal(process: string): void {
    this.#startProcess(process, 1);
    if (!this.#random.chance(0.4)) return;
    const dies = this.#random.between(0, STORY_MS);
    this.#clock.after(
      dies,
      () => {
        this.#note(`${process} is killed`);
        this.#clock.kill(process);
        this.#invariants.killed(process);
      },
      'world',
    );
    this.#clock.after(dies + this.#random.between(0, 5_000), () => this.#startProcess(`${process} again`, 1), 'world');
  }

  /** A process with its clients, each of which reports some of the installations. */
  #startProcess(process: string, clients: number): void {
    const guards = clients > 1 ? new MemoryGuardStore() : undefined;
    for (let count = 0; count < clients; count += 1) {
      const client = this.#aClient(process, guards);
      for (const random_id of this.#installations) this.#tellStory(process, client, random_id);
    }
  }

  #aClient(process: string, guards: MemoryGuardStore | undefined): ClientOfWorld {
    const random = this.#random;
    const name = `client ${(this.#clients += 1)}`;
    const isOneTry = this.#isOneTry;
    const attempts = random.between(1, 4);
    const timeoutMs = random.between(300, 6_000);
    const deadlineMs = random.between(500, 20_000);
    this.#note(
      `${name} in ${process}: attempts ${attempts}, timeoutMs ${timeoutMs}, deadlineMs ${deadlineMs}${isOneTry ? ', attempted' : ''}`,
    );
    const transport = this.#network.transportOf(process, name);
    const telemetry = new TelemetryClient({
      consent: 'yes',
      backend: pocketBase({ baseUrl: BASE_URL, transport, maxAnswerBytes: 4_096 }),
      guards,
      attempts,
      timeoutMs,
      deadlineMs,
      closeGuard: isOneTry ? 'attempted' : 'delivered',
    });
    return { name, isOneTry, telemetry };
  }

  /** When what is reported by one client of one installation: mostly a create, then an end or several. */
  #tellStory(process: string, client: ClientOfWorld, random_id: string): void {
    const random = this.#random;
    const begins = random.between(0, STORY_MS / 3);
    if (random.chance(0.8)) {
      for (let count = random.pick([1, 1, 1, 2, 3]); count > 0; count -= 1) {
        this.#clock.after(
          begins + random.pick([0, 0, random.between(0, 5_000)]),
          () => this.#create(process, client, random_id),
          process,
        );
      }
    }
    const ends = begins + random.between(0, STORY_MS / 3);
    for (let count = random.pick([0, 1, 1, 2, 3, 5]); count > 0; count -= 1) {
      this.#clock.after(
        ends + random.pick([0, 0, random.between(0, 15_000)]),
        () => this.#update(process, client, random_id),
        process,
      );
    }
  }

  #create(process: string, { name, isOneTry, telemetry }: ClientOfWorld, random_id: string): void {
    const { call, ...options } = this.#aCall('create', process, name, random_id, isOneTry);
    const done = telemetry.create({ type: 'lxc', nsapp: 'plex', random_id }, options);
    this.#watch(call, done, options.signal);
  }

  #update(process: string, { name, isOneTry, telemetry }: ClientOfWorld, random_id: string): void {
    const status = this.#random.pick(STATUSES);
    // A code of its own tells each end apart.
    const exit_code = (this.#ends += 1);
    const { call, ...options } = this.#aCall('update', process, name, random_id, isOneTry, { status, exit_code });
    // Some scripts know the server's id; nobody else's, whatever happens.
    const record_id = this.#random.chance(0.1) ? this.#server.rowOf(random_id)?.id : undefined;
    const done = telemetry.update({ random_id, status, exit_code, record_id }, options);
    this.#watch(call, done, options.signal);
  }

  #aCall(
    operation: 'create' | 'update',
    process: string,
    client: string,
    random_id: string,
    isOneTry: boolean,
    end?: { status: string; exit_code: number },
  ): { call: OpenCall; signal?: AbortSignal; deadlineMs: number } {
    const random = this.#random;
    const deadlineMs = random.between(200, 20_000);
    const controller = new AbortController();
    const isAborted = random.chance(0.15);
    const isDeadOnArrival = isAborted && random.chance(0.2);
    if (isDeadOnArrival) controller.abort();
    else if (isAborted) this.#clock.after(random.between(0, 5_000), () => controller.abort(), process);
    const call = this.#invariants.began({
      ...{ operation, process, client, random_id, isOneTry, deadlineMs, end, isDeadOnArrival },
    });
    return { call, deadlineMs, ...(isAborted ? { signal: controller.signal } : {}) };
  }

  #watch(call: OpenCall, done: Promise<CreateOutcome | UpdateOutcome>, signal: AbortSignal | undefined): void {
    const end = (outcome: EndedCall['outcome']): void => {
      this.#invariants.ended(call, outcome);
      if (signal !== undefined && getEventListeners(signal, 'abort').length > 0) {
        this.#invariants.violated(`a listener is left on the signal of ${call.label}`);
      }
    };
    done.then(end, (thrown: unknown) => this.#invariants.violated(`${call.label} rejected: ${String(thrown)}`));
  }
}
