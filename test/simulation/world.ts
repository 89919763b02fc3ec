import type { Call } from './calls.js';
import { Connections } from './connections/connections.js';
import { IngestKind } from './ingest/ingest.js';
import { Invariants, type Scene } from './invariants.js';
import { HOST, Network } from './network.js';
import { PocketBaseKind } from './pocketbase/pocketbase.js';
import { type ClientOfWorld, makeClient } from './processes.js';
import { Random } from './random.js';
import { Reported, type Width } from './reported.js';
import type { Connect, ServerKind } from './server-kind.js';
import { Story } from './story.js';
import { VirtualClock } from './virtual-clock.js';
import { liveBy } from './virtual-globals.js';
import { MemoryGuardStore } from '../../src/testing/index.js';

/** What one seed brought about. */
export interface WorldResult {
  /** The server it had. */
  readonly server: string;
  readonly lifecycles: number;
  readonly requests: number;
  readonly violations: readonly string[];
  /** Step by step, where it was asked for. */
  readonly trace: readonly string[];
}

/** How a seed is lived. */
export interface WorldOptions {
  /** Whether each step is noted. */
  readonly isTraced?: boolean;
  /** What carries requests to the network: a function, or `nodeTransport` over connections in memory. */
  readonly over?: 'function' | 'nodeTransport';
}

/** Lives one seed: some processes report some installations to a server over a bad network. */
export async function live(seed: number, options: WorldOptions = {}): Promise<WorldResult> {
  const world = new World(seed, options);
  await world.live();
  return world.result();
}

class World {
  readonly #random: Random;
  readonly #clock = new VirtualClock();
  readonly #kind: ServerKind;
  readonly #network: Network;
  readonly #invariants: Invariants;
  readonly #story: Story;
  readonly #trace: string[] = [];
  readonly #note: (text: string) => void;
  readonly #installations: string[];
  readonly #width: Width;
  /** Whether the clients close their guards after one try. */
  readonly #isOneTry: boolean;
  readonly #clients: ClientOfWorld[] = [];
  /** After which of its requests a process dies. */
  readonly #dooms = new Map<string, number>();
  readonly #connections: Connections | undefined;
  #requests = 0;

  constructor(seed: number, { isTraced = false, over = 'function' }: WorldOptions) {
    this.#random = new Random(seed);
    const random = this.#random;
    liveBy(this.#clock, () => random.next());
    this.#note = isTraced ? (text) => this.#trace.push(`${this.#clock.now} ms  ${text}`) : () => undefined;

    const hasService = random.chance(SHARE_OF_THE_SERVICE);
    this.#width = random.pick<Width>(['one client', 'one client', 'shared guards', 'several clients']);
    const baseUrl = `${random.chance(0.1) ? 'http' : 'https'}://${HOST}/prefix`;
    const scene: Scene = {
      clock: this.#clock,
      reported: new Reported(this.#width),
      baseUrl,
      origins: [new URL(baseUrl).origin, `https://${HOST}`],
      note: this.#note,
    };
    this.#kind = hasService ? new IngestKind(scene, random) : new PocketBaseKind(scene, random);
    this.#network = new Network(this.#clock, random, this.#kind, this.#note);
    const installations = this.#kind.crowd ?? random.between(1, 2);
    this.#installations = Array.from({ length: installations }, (_, index) => `installation-${index}`);
    this.#invariants = new Invariants(scene, this.#kind);
    if (over === 'nodeTransport')
      this.#connections = new Connections(random, (what) => this.#invariants.violated(what));
    this.#story = new Story(this.#clock, random, this.#kind, this.#invariants);
    this.#network.onSend = (request) => {
      this.#requests += 1;
      this.#invariants.sent(request);
      this.#meetDoom(request.process);
    };
    this.#isOneTry = random.chance(0.1);
    this.#note(`seed ${seed}: ${this.#width}, ${this.#kind.traits} at ${baseUrl}`);
  }

  async live(): Promise<void> {
    const random = this.#random;
    this.#kind.prepare();
    this.#network.faultRate = random.pick([0, 0.1, 0.3, 0.3, 0.6, 0.95]);
    if (this.#width === 'one client') this.#startMortal('p0', 1, 0.1);
    if (this.#width === 'shared guards') this.#startMortal('p0', 2, 0.1);
    if (this.#width === 'several clients') {
      const processes = random.between(1, 3);
      for (let index = 0; index < processes; index += 1) this.#startMortal(`p${index}`, 1, 0.4);
    }
    if (random.chance(0.2)) this.#kind.meddle(this.#installations);
    await this.#goOn();
    if (random.chance(0.5)) await this.#heal();
    this.#invariants.checkTheEnd();
    this.#connections?.checkTheEnd((process) => this.#clock.isDead(process));
  }

  result(): WorldResult {
    const { violations } = this.#invariants;
    return {
      server: this.#kind.name,
      lifecycles: this.#installations.length,
      requests: this.#requests,
      violations,
      trace: this.#trace,
    };
  }

  /** Nothing goes wrong any more: whoever is left reports once more, and may not fail. */
  async #heal(): Promise<void> {
    this.#note('nothing goes wrong any more');
    this.#dooms.clear();
    this.#network.faultRate = 0;
    this.#network.isFast = true;
    this.#kind.calm();
    for (const client of this.#clients) {
      if (client.isOneTry || this.#clock.isDead(client.process)) continue;
      for (const random_id of this.#installations) {
        if (this.#random.chance(0.5))
          await this.#now(client, () => this.#story.create(client, random_id, { isHealed: true }));
        const update = await this.#now(client, () => this.#story.update(client, random_id, { isHealed: true }));
        if (update !== undefined) this.#invariants.checkIsEnded(update);
      }
    }
  }

  /** One call, to its end. */
  async #now({ process }: ClientOfWorld, report: () => Call): Promise<Call | undefined> {
    let call: Call | undefined;
    this.#clock.after(this.#kind.restMs, () => (call = report()), process);
    await this.#goOn();
    return call;
  }

  #connect(process: string): Connect {
    const direct = this.#network.connect(process);
    return this.#connections?.connect(process, direct) ?? direct;
  }

  #goOn(): Promise<void> {
    return this.#clock.run(() => this.#invariants.check());
  }

  /** A process that may be killed at any time or as it sends, and started again with nothing but the random_ids. */
  #startMortal(process: string, clients: number, risk: number): void {
    const random = this.#random;
    this.#startProcess(process, clients);
    if (!random.chance(risk)) return;
    if (random.chance(0.5)) this.#dooms.set(process, random.between(1, 6));
    else this.#clock.after(random.between(0, LONGEST_LIFE_MS), () => this.#kill(process), 'world');
  }

  #meetDoom(process: string): void {
    const left = this.#dooms.get(process);
    if (left === undefined) return;
    this.#dooms.set(process, left - 1);
    if (left === 1) this.#kill(process);
  }

  #kill(process: string): void {
    this.#note(`${process} is killed`);
    this.#clock.kill(process);
    this.#invariants.killed(process);
    // Whoever starts in its place is another client.
    if (this.#width !== 'several clients' || process.endsWith('again')) return;
    this.#clock.after(this.#random.between(0, 5_000), () => this.#startProcess(`${process} again`, 1), 'world');
  }

  /** A process with its clients, each of which reports some of the installations. */
  #startProcess(process: string, clients: number): void {
    const guards = clients > 1 ? new MemoryGuardStore() : undefined;
    for (let count = 0; count < clients; count += 1) {
      const name = `client ${this.#clients.length + 1}`;
      const client = makeClient(this.#random, {
        name,
        process,
        guards,
        isOneTry: this.#isOneTry,
        backend: this.#kind.backendOf(name, process, this.#connect(process)),
        hooks: this.#kind.hooks,
        note: this.#note,
      });
      this.#clients.push(client);
      for (const random_id of this.#installations) this.#story.tell(client, random_id);
    }
  }
}

/** How many of the worlds have the ingest service; the others have a PocketBase. */
const SHARE_OF_THE_SERVICE = 0.25;
/** When the last process may be killed, in milliseconds. */
const LONGEST_LIFE_MS = 30_000;
