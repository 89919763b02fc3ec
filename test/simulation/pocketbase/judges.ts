import type { Call, EndedCall } from '../calls.js';
import type { Bench } from '../invariants.js';
import type { SentRequest } from '../network.js';
import type { ServerJudges } from '../server-kind.js';
import { LookupJudge } from './lookup-judge.js';
import { OutcomeJudge } from './outcome-judge.js';
import type { SimulatedServer } from './server.js';
import { WriteJudge } from './write-judge.js';

/** What PocketBase's judges look at. */
export interface PocketBaseBench extends Bench {
  readonly server: SimulatedServer;
  /** Whether the server lets no final status be replaced. */
  readonly hasTrigger: boolean;
}

/** What must hold with PocketBase: of its rows, and of outcomes by its rows. */
export class PocketBaseJudges implements ServerJudges {
  readonly #writes: WriteJudge;
  readonly #outcomes: OutcomeJudge;
  readonly #lookups: LookupJudge;

  constructor(bench: Bench, server: SimulatedServer, hasTrigger: boolean) {
    const own: PocketBaseBench = { ...bench, server, hasTrigger };
    this.#writes = new WriteJudge(own);
    this.#outcomes = new OutcomeJudge(own, this.#writes);
    this.#lookups = new LookupJudge(own);
  }

  began(): void {
    // What is reported is noted for every server.
  }

  sent(request: SentRequest, calls: readonly Call[]): void {
    // What a write brings is judged where it is stored.
    if (request.method === 'GET') this.#lookups.judge(request, calls);
  }

  step(): void {
    this.#writes.judgeNew();
  }

  ended(call: Call, outcome: EndedCall['outcome'], ended: readonly EndedCall[]): void {
    this.#outcomes.judge(call, outcome, ended);
  }

  healed(call: Call, outcome: EndedCall['outcome']): void {
    this.#outcomes.judgeHealed(call, outcome);
  }

  over(): void {
    // Every write was judged as it was made.
  }
}
