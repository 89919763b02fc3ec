import type { Call, EndedCall } from '../calls.js';
import type { Bench } from '../invariants.js';
import type { SentRequest } from '../network.js';
import type { ServerJudges } from '../server-kind.js';
import type { Attempts } from './attempts.js';
import { OutcomeJudge } from './outcome-judge.js';
import { PayloadJudge } from './payload-judge.js';
import { RateJudge } from './rate-judge.js';
import { RowJudge } from './row-judge.js';
import type { SimulatedService } from './simulated-service.js';

/** What the service's judges look at. */
export interface IngestBench extends Bench {
  readonly service: SimulatedService;
  readonly attempts: Attempts;
  /** Where reports are posted to. */
  readonly url: string;
  readonly backendOf: (client: string) => string;
  /** What is wrong with attempts that began. */
  readonly strayed: string[];
}

/** What must hold with the ingest service: of payloads, of how many leave, of its rows, and of outcomes. */
export class IngestJudges implements ServerJudges {
  readonly #bench: IngestBench;
  readonly #payloads: PayloadJudge;
  readonly #rate: RateJudge;
  readonly #rows: RowJudge;
  readonly #outcomes: OutcomeJudge;

  constructor(bench: IngestBench) {
    this.#bench = bench;
    this.#payloads = new PayloadJudge(bench);
    this.#rate = new RateJudge(bench);
    this.#rows = new RowJudge(bench);
    this.#outcomes = new OutcomeJudge(bench, this.#payloads);
  }

  began(call: Call): void {
    this.#payloads.began(call);
  }

  sent(request: SentRequest, calls: readonly Call[]): void {
    this.#payloads.judge(request, calls);
    this.#rate.judge(request);
    this.#outcomes.judgeSent(request, calls);
  }

  step(): void {
    for (const what of this.#bench.strayed.splice(0)) this.#bench.violated(what);
    this.#rows.judgeNew();
  }

  ended(call: Call, outcome: EndedCall['outcome']): void {
    this.#payloads.ended(call);
    this.#outcomes.judge(call, outcome);
  }

  healed(call: Call, outcome: EndedCall['outcome']): void {
    this.#outcomes.judgeHealed(call, outcome);
  }

  over(ended: readonly EndedCall[]): void {
    for (const { call, outcome } of ended) this.#outcomes.judgeStored(call, outcome);
  }
}
