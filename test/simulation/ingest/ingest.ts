import { ingest } from '../../../src/backends/ingest/index.js';
import type { Backend } from '../../../src/index.js';
import type { GivenCall } from '../calls.js';
import type { Bench, Scene } from '../invariants.js';
import type { SentRequest } from '../network.js';
import type { Random } from '../random.js';
import type { Connect, Receive, ServerJudges, ServerKind } from '../server-kind.js';
import { Attempts } from './attempts.js';
import { ingestFaults } from './faults.js';
import { IngestJudges } from './judges.js';
import { SimulatedService } from './simulated-service.js';

/** Ends the service would store as something else if they were sent as they are given. */
const ODD_EXIT_CODES = [0, 129, 130, 143, 300];

/** Worlds with the ingest service. */
export class IngestKind implements ServerKind {
  readonly name = 'the ingest service';
  readonly traits: string;
  readonly faults = ingestFaults;
  readonly hooks = [
    'none',
    'none',
    'none',
    'none',
    'none',
    'none',
    'varies',
    'drops update',
    'drops create',
    'drops late-create',
  ];
  readonly hasAttempts = true;
  readonly restMs = 62_000;
  readonly crowd: number | undefined;
  readonly receive: Receive;
  readonly #scene: Scene;
  readonly #random: Random;
  readonly #service: SimulatedService;
  readonly #attempts = new Attempts();
  /** Whether the clients of one process share a backend. */
  readonly #isShared: boolean;
  readonly #backends = new Map<string, Backend>();
  /** The backend of each client, by name. */
  readonly #backendOf = new Map<string, string>();
  /** Who sends with this signal. */
  readonly #senders = new WeakMap<AbortSignal, string>();
  readonly #strayed: string[] = [];

  constructor(scene: Scene, random: Random) {
    this.#scene = scene;
    this.#random = random;
    this.#service = new SimulatedService(scene.clock, random);
    this.#isShared = random.chance(0.5);
    // More than the service takes of one address in a minute.
    this.crowd = random.chance(0.003) ? random.between(50, 90) : undefined;
    this.receive = (request, answer) => this.#service.receive(request, answer);
    this.traits = `the ingest service, queueing up to ${this.#service.longestQueueMs} ms,${this.#isShared ? ' one backend,' : ''}`;
  }

  prepare(): void {
    // Nothing of anybody else's can be reached.
  }

  meddle(): void {
    // Nobody changes a row of the service's.
  }

  calm(): void {
    this.#service.longestQueueMs = 50;
  }

  backendOf(client: string, process: string, connect: Connect): Backend {
    const name = this.#isShared ? process : client;
    this.#backendOf.set(client, name);
    const backend = this.#backends.get(name) ?? this.#makeBackend(connect);
    this.#backends.set(name, backend);
    return this.#observed(backend, client, name);
  }

  recordIdOf(): string | undefined {
    return undefined;
  }

  osTypeOf(number: number): string {
    return this.#random.pick(['debian', 'archlinux', `os-${number}`]);
  }

  exitCodeOf(number: number): number {
    return this.#random.chance(0.1) ? this.#random.pick(ODD_EXIT_CODES) : number;
  }

  keyOf(call: GivenCall): string {
    return this.#attempts.of(this.#backendOf.get(call.client) ?? '', call);
  }

  keyIn({ body }: SentRequest): string {
    const execution_id = String(body['execution_id']);
    return this.#attempts.attemptOf(execution_id) ?? `nobody's ${execution_id}`;
  }

  tookEffect(request: SentRequest): boolean {
    return this.#service.hasTaken(request);
  }

  isRemoved(): boolean {
    return false;
  }

  judgesFor(bench: Bench): ServerJudges {
    return new IngestJudges({
      ...bench,
      service: this.#service,
      attempts: this.#attempts,
      url: this.#url,
      backendOf: (client) => this.#backendOf.get(client) ?? '',
      strayed: this.#strayed,
    });
  }

  get #url(): string {
    return `${this.#scene.baseUrl}/telemetry`;
  }

  #makeBackend(connect: Connect): Backend {
    const transport = connect((signal) => this.#senders.get(signal) ?? 'nobody');
    return ingest({ url: this.#url, transport, maxAnswerBytes: 4_096 });
  }

  /** The backend as one of its clients has it, so that it shows whose each request is, and what begins. */
  #observed(backend: Backend, client: string, name: string): Backend {
    const { attempts } = backend;
    return {
      ...backend,
      create: (record, call) => {
        this.#senders.set(call.signal, client);
        return backend.create(record, call);
      },
      update: (target, call) => {
        this.#senders.set(call.signal, client);
        return backend.update(target, call);
      },
      ...(attempts && {
        attempts: {
          of: (random_id, execution_id) => attempts.of(random_id, execution_id),
          begin: (random_id, given, isNew) => {
            const execution_id = attempts.begin(random_id, given, isNew);
            if (!this.#attempts.begin(name, random_id, execution_id))
              this.#strayed.push(`${client} begins an attempt of ${random_id} as ${execution_id}`);
            return execution_id;
          },
        },
      }),
    };
  }
}
