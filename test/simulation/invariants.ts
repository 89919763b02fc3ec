import type { Call, EndedCall, GivenCall } from './calls.js';
import { FateJudge } from './fate-judge.js';
import type { SentRequest } from './network.js';
import type { Reported } from './reported.js';
import { RequestJudge } from './request-judge.js';
import type { ServerJudges, ServerKind } from './server-kind.js';
import type { VirtualClock } from './virtual-clock.js';

/** Where a world takes place. */
export interface Scene {
  readonly clock: VirtualClock;
  readonly reported: Reported;
  readonly baseUrl: string;
  /** Where requests may go. */
  readonly origins: readonly string[];
  readonly note: (text: string) => void;
}

/** What all judges look at. */
export interface Bench extends Scene {
  readonly kind: ServerKind;
  readonly requests: RequestJudge;
  readonly violated: (what: string) => void;
}

/** What must hold after every step and at the end, whatever happened. */
export class Invariants {
  readonly violations: string[] = [];
  readonly #scene: Scene;
  readonly #kind: ServerKind;
  readonly #requests: RequestJudge;
  readonly #server: ServerJudges;
  readonly #fates: FateJudge;
  readonly #open = new Set<Call>();
  readonly #ended: EndedCall[] = [];
  readonly #alive = new Set<string>();
  #calls = 0;

  constructor(scene: Scene, kind: ServerKind) {
    const violated = (what: string): void => this.violated(what);
    this.#scene = scene;
    this.#kind = kind;
    this.#requests = new RequestJudge(scene, kind, violated);
    const bench = { ...scene, kind, requests: this.#requests, violated };
    this.#server = kind.judgesFor(bench);
    this.#fates = new FateJudge(bench);
  }

  violated(what: string): void {
    this.#scene.note(`VIOLATED: ${what}`);
    this.violations.push(`at ${this.#scene.clock.now} ms: ${what}`);
  }

  /** Notes a call, and what it reports. */
  began(given: GivenCall): Call {
    const { operation, client, end, record } = given;
    const key = this.#kind.keyOf(given);
    const what = end === undefined ? '' : ` ${end.status} ${end.exit_code}`;
    const label = `call ${(this.#calls += 1)}, ${operation}${what} of ${key} by ${client}`;
    const begins = { at: this.#scene.clock.now, sentBefore: this.#requests.sent.length };
    const [shared] = this.#openBeside({ ...given, key });
    const call: Call = {
      ...{ ...given, label, key, beganAt: begins.at, sentBefore: begins.sentBefore },
      since: shared?.since ?? begins,
    };
    this.#scene.note(`${label} begins, deadline ${given.deadlineMs} ms`);
    this.#open.add(call);
    this.#server.began(call);
    this.#alive.add(given.process);
    if (end !== undefined && !given.isDeadOnArrival) this.#scene.reported.end(client, key, end);
    if (record !== undefined) this.#scene.reported.record(client, key, record);
    return call;
  }

  killed(process: string): void {
    this.#alive.delete(process);
    for (const call of this.#open) if (call.process === process) this.#open.delete(call);
  }

  /** Judges a request as it leaves. */
  sent(request: SentRequest): void {
    this.#server.sent(request, this.#requests.judge(request, [...this.#open]));
  }

  /** Judges what became of a call. */
  ended(call: Call, outcome: EndedCall['outcome']): void {
    this.#scene.note(`${call.label} ends: ${told(outcome)}`);
    this.#open.delete(call);
    if (outcome.random_id !== call.random_id) this.violated(`${call.label} tells of ${outcome.random_id}`);
    if (this.#scene.clock.now > call.beganAt + call.deadlineMs) this.violated(`${call.label} outlived its deadline`);
    if (outcome.outcome === 'failed' && call.isHealed) this.violated(`${call.label} fails though nothing goes wrong`);
    this.#server.ended(call, outcome, this.#ended);
    this.#ended.push({ call, outcome, sentBefore: this.#requests.sent.length, left: this.#openBeside(call) });
  }

  /** What must hold after every step. */
  check(): void {
    this.#server.step();
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
    this.#server.over(this.#ended);
    for (const ended of this.#ended) this.#fates.judge(ended, this.#ended);
  }

  /** The calls under way of the same kind, which share its delivery. */
  #openBeside({ operation, client, key }: Pick<Call, 'operation' | 'client' | 'key'>): Call[] {
    return [...this.#open].filter(
      (other) => other.client === client && other.key === key && other.operation === operation,
    );
  }

  /** What must hold once a client has reported an end over a network without faults. */
  checkIsEnded(call: Call): void {
    const last = this.#ended.find((ended) => ended.call === call);
    if (last !== undefined) this.#server.healed(call, last.outcome);
  }
}

function told(outcome: EndedCall['outcome']): string {
  if (outcome.outcome === 'skipped') return `skipped, ${outcome.reason}`;
  if (outcome.outcome === 'failed') return `failed, ${outcome.error.code}, ${outcome.error.fate}`;
  return outcome.outcome;
}
