import { IngestService } from '../../ingest/service.js';
import type { StoredEvent } from '../../ingest/service-rules.js';
import type { SentRequest } from '../network.js';
import type { Random } from '../random.js';
import type { AnswerOfServer, RequestOnServer } from '../server-kind.js';
import type { VirtualClock } from '../virtual-clock.js';

/** One event that was stored. */
export interface StoredWrite {
  readonly by: SentRequest;
  readonly row: StoredEvent;
}

/** The ingest service on a virtual clock: who brought what it took, and what it stored of that. */
export class SimulatedService {
  /** Requests it took into its queue, in order, repetitions of the network too. */
  readonly taken: SentRequest[] = [];
  /** Requests it refused for what they say. */
  readonly refused: SentRequest[] = [];
  readonly writes: StoredWrite[] = [];
  /** Longest time in the queue, in milliseconds. */
  longestQueueMs: number;
  readonly #service: IngestService;
  readonly #clock: VirtualClock;
  readonly #random: Random;
  readonly #taken = new Set<RequestOnServer>();
  #queuedUntil = 0;
  #store: (() => void) | undefined;

  constructor(clock: VirtualClock, random: Random) {
    this.#clock = clock;
    this.#random = random;
    this.longestQueueMs = random.pick([50, 1_000, 20_000]);
    this.#service = new IngestService({ now: () => clock.now, queue: (store) => (this.#store = store) });
  }

  /** Each process is a machine of its own. */
  receive(request: RequestOnServer, answer: (answer: AnswerOfServer) => void): void {
    const sent = request as SentRequest;
    const { status, body } = this.#service.receive(sent.method, sent.text, sent.process);
    if (status === 202) this.#take(sent);
    else if (status !== 429) this.refused.push(sent);
    answer({ status, json: body });
  }

  hasTaken(request: RequestOnServer): boolean {
    return this.#taken.has(request);
  }

  /** The rows of an attempt's ends. */
  endsOf(execution_id: string): StoredEvent[] {
    return this.#service.storedOf(execution_id).filter(({ status }) => status !== 'installing');
  }

  rowsOf(execution_id: string): StoredEvent[] {
    return this.#service.storedOf(execution_id);
  }

  /** What was taken first is stored first. */
  #take(by: SentRequest): void {
    this.taken.push(by);
    this.#taken.add(by);
    const store = this.#store;
    this.#queuedUntil = Math.max(this.#queuedUntil, this.#clock.now + this.#random.between(0, this.longestQueueMs));
    this.#clock.after(
      this.#queuedUntil - this.#clock.now,
      () => {
        const { stored } = this.#service;
        const before = stored.length;
        store?.();
        const row = stored[before];
        if (row !== undefined) this.writes.push({ by, row });
      },
      'server',
    );
  }
}
