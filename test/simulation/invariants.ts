import type { Call, EndedCall, GivenCall } from './calls.js';
import { FateJudge } from './fate-judge.js';
import type { SentRequest } from './network.js';
import { OutcomeJudge } from './outcome-judge.js';
import type { Reported } from './reported.js';
import { RequestJudge } from './request-judge.js';
import type { SimulatedServer } from './server.js';
import type { VirtualClock } from './virtual-clock.js';
import { WriteJudge } from './write-judge.js';

/** What all judges look at. */
export interface Scene {
  readonly clock: VirtualClock;
  readonly server: SimulatedServer;
  readonly reported: Reported;
  /** Whether the server lets no final status be replaced. */
  readonly hasTrigger: boolean;
  /** Where requests may go. */
  readonly origins: readonly string[];
  readonly note: (text: string) => void;
}

/** What must hold after every step and at the end, whatever happened. */
export class Invariants {
  readonly violations: string[] = [];
  readonly #scene: Scene;
  readonly #requests: RequestJudge;
  readonly #writes: WriteJudge;
  readonly #outcomes: OutcomeJudge;
  readonly #fates: FateJudge;
  readonly #open = new Set<Call>();
  readonly #ended: EndedCall[] = [];
  readonly #alive = new Set<string>();
  #calls = 0;

  constructor(scene: Scene) {
    const violated = (what: string): void => this.violated(what);
    this.#scene = scene;
    this.#requests = new RequestJudge(scene, violated);
    this.#writes = new WriteJudge(scene, violated);
    this.#outcomes = new OutcomeJudge(scene, this.#requests, this.#writes, violated);
    this.#fates = new FateJudge(scene, this.#requests, violated);
  }

  violated(what: string): void {
    this.#scene.note(`VIOLATED: ${what}`);
    this.violations.push(`at ${this.#scene.clock.now} ms: ${what}`);
  }

  /** Notes a call, and what it reports. */
  began(given: GivenCall): Call {
    const { operation, client, random_id, end, record } = given;
    const what = end === undefined ? '' : ` ${end.status} ${end.exit_code}`;
    const label = `call ${(this.#calls += 1)}, ${operation}${what} of ${random_id} by ${client}`;
    const begins = { at: this.#scene.clock.now, sentBefore: this.#requests.sent.length };
    const [shared] = this.#openBeside(given);
    const call: Call = {
      ...{ ...given, label, beganAt: begins.at, sentBefore: begins.sentBefore },
      since: shared?.since ?? begins,
    };
    this.#scene.note(`${label} begins, deadline ${given.deadlineMs} ms`);
    this.#open.add(call);
    this.#alive.add(given.process);
    if (end !== undefined && !given.isDeadOnArrival) this.#scene.reported.end(client, random_id, end);
    if (record !== undefined) this.#scene.reported.record(client, random_id, record);
    return call;
  }

  killed(process: string): void {
    this.#alive.delete(process);
    for (const call of this.#open) if (call.process === process) this.#open.delete(call);
  }

  /** Judges a request as it leaves. */
  sent(request: SentRequest): void {
    this.#requests.judge(request, [...this.#open]);
  }

  /** Judges what became of a call. */
  ended(call: Call, outcome: EndedCall['outcome']): void {
    this.#scene.note(`${call.label} ends: ${told(outcome)}`);
    this.#open.delete(call);
    this.#outcomes.judge(call, outcome, this.#ended);
    this.#ended.push({ call, outcome, sentBefore: this.#requests.sent.length, left: this.#openBeside(call) });
  }

  /** What must hold after every step. */
  check(): void {
    this.#writes.judgeNew();
    for (const process of this.#alive) {
      if ([...this.#open].some((call) => call.process === process)) continue;
      this.#alive.delete(process);
      const timers = this.#scene.clock.timersOf(process);
      if (timers > 0) this.violated(`${timers} timers are left in ${process} with no call open`);
    }
  }

  /** What must hold once nothing can happen any more. */
  checkTheEnd(): void {
    for (const { label } of this.#open) this.violated(`${label} never ended`);
    for (const ended of this.#ended) this.#fates.judge(ended, this.#ended);
  }

  /** The calls under way of the same kind, which share its delivery. */
  #openBeside({ operation, client, random_id }: GivenCall): Call[] {
    return [...this.#open].filter(
      (other) => other.client === client && other.random_id === random_id && other.operation === operation,
    );
  }

  /** What must hold once a client has reported an end over a network without faults. */
  checkIsEnded(call: Call): void {
    const last = this.#ended.find((ended) => ended.call === call);
    if (last !== undefined) this.#outcomes.judgeHealed(call, last.outcome);
  }
}

function told(outcome: EndedCall['outcome']): string {
  if (outcome.outcome === 'skipped') return `skipped, ${outcome.reason}`;
  if (outcome.outcome === 'failed') return `failed, ${outcome.error.code}, ${outcome.error.fate}`;
  return outcome.outcome;
}
