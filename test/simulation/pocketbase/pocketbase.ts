import { type Backend, pocketBase } from '../../../src/index.js';
import type { GivenCall } from '../calls.js';
import type { Bench, Scene } from '../invariants.js';
import type { SentRequest } from '../network.js';
import type { Random } from '../random.js';
import type { Connect, Receive, ServerJudges, ServerKind } from '../server-kind.js';
import { PocketBaseFaults } from './faults.js';
import { PocketBaseJudges } from './judges.js';
import { meddle } from './meddler.js';
import { type Finality, SimulatedServer, STRANGER } from './server.js';

/** What a create is refused with whose random_id is taken, by generation and collection. */
const NOT_UNIQUE = [
  { random_id: 'validation_not_unique' },
  { id: 'validation_not_unique' },
  { id: 'validation_pk_invalid' },
  { id: 'validation_invalid_or_existing_id' },
];

/** Worlds with a PocketBase. */
export class PocketBaseKind implements ServerKind {
  readonly name = 'PocketBase';
  readonly traits: string;
  readonly faults: PocketBaseFaults;
  /** Nothing, something else each time, or those of one kind are dropped. */
  readonly hooks = ['none', 'none', 'none', 'none', 'none', 'none', 'varies', 'drops update', 'drops late-create'];
  readonly hasAttempts = false;
  readonly crowd = undefined;
  readonly restMs = 0;
  readonly receive: Receive;
  readonly #scene: Scene;
  readonly #random: Random;
  readonly #server: SimulatedServer;
  readonly #finality: Finality;

  constructor(scene: Scene, random: Random) {
    this.#scene = scene;
    this.#random = random;
    this.#finality = random.pick<Finality>(['open', 'open', 'rule', 'trigger']);
    this.#server = new SimulatedServer(scene.clock, random, this.#finality, random.pick(NOT_UNIQUE));
    this.receive = (request, answer) => this.#server.receive(request, answer);
    this.faults = new PocketBaseFaults(this.#server);
    this.traits = `${this.#finality} PocketBase`;
  }

  /** A record of somebody else, which nobody here may touch. */
  prepare(): void {
    const body = { random_id: STRANGER, type: 'lxc', ct_type: 1, nsapp: 'x', status: 'installing' };
    this.receive({ method: 'POST', url: new URL(`${this.#scene.baseUrl}/records`), body }, () => undefined);
  }

  meddle(installations: readonly string[]): void {
    meddle(this.#scene.clock, this.#random, this.#server, installations, this.#scene.note);
  }

  calm(): void {
    this.#server.longestWorkMs = 50;
  }

  backendOf(client: string, _process: string, connect: Connect): Backend {
    return pocketBase({ baseUrl: this.#scene.baseUrl, transport: connect(() => client), maxAnswerBytes: 4_096 });
  }

  recordIdOf(random_id: string): string | undefined {
    return this.#server.rowOf(random_id)?.id;
  }

  osTypeOf(number: number): string {
    return `os-${number}`;
  }

  exitCodeOf(number: number): number {
    return number;
  }

  keyOf({ random_id }: GivenCall): string {
    return random_id;
  }

  keyIn({ method, body, url }: SentRequest): string | undefined {
    if (method === 'POST') return body['random_id'] as string;
    if (method === 'GET') return this.#server.wantedBy(url);
    return url.pathname.split('/').flatMap((part) => this.#server.owners.get(part) ?? [])[0];
  }

  tookEffect(request: SentRequest): boolean {
    return this.#server.writes.some(({ by }) => by === request);
  }

  isRemoved(random_id: string): boolean {
    return this.#server.removed.has(random_id);
  }

  judgesFor(bench: Bench): ServerJudges {
    return new PocketBaseJudges(bench, this.#server, this.#finality === 'trigger');
  }
}
