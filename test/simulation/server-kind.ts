import type { Backend, TransportFunction } from '../../src/index.js';
import type { Call, EndedCall, GivenCall } from './calls.js';
import type { Faults } from './faults.js';
import type { Bench } from './invariants.js';
import type { SentRequest } from './network.js';

/** A request as a server reads it. */
export interface RequestOnServer {
  readonly method: string;
  readonly url: URL;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What a server answers: JSON, or text as it is. */
export interface AnswerOfServer {
  readonly status: number;
  readonly json: unknown;
}

/** Handles a request; the answer comes once the work is done. */
export type Receive = (request: RequestOnServer, answer: (answer: AnswerOfServer) => void) => void;

/** One kind of server in one world: how it answers, how clients report to it, and what must hold with it alone. */
export interface ServerKind {
  readonly name: string;
  /** What chance made of it, for the trace. */
  readonly traits: string;
  readonly receive: Receive;
  readonly faults: Faults;
  /** What the hooks of its clients may do. */
  readonly hooks: readonly string[];
  /** Whether it tells attempts of one installation apart, and wants to be told all that is known of it. */
  readonly hasAttempts: boolean;
  /** How many installations there are, where it is for more than a few. */
  readonly crowd: number | undefined;
  /** How long it wants to be left alone before it takes a request for certain, in milliseconds. */
  readonly restMs: number;
  /** What is there before anybody reports. */
  prepare(): void;
  /** Lets somebody who is no client change what is stored, where that can be. */
  meddle(installations: readonly string[]): void;
  /** It is never slow from here on. */
  calm(): void;
  /** The backend of one client. */
  backendOf(client: string, process: string, connect: Connect): Backend;
  /** The server's own id of a record. */
  recordIdOf(random_id: string): string | undefined;
  /** The operating system of the record with this number. */
  osTypeOf(number: number): string;
  /** The exit code of the end with this number. */
  exitCodeOf(number: number): number;
  /** What the promise of one end is made for, of what a call reports. Asked once for each call, as it begins. */
  keyOf(call: GivenCall): string;
  /** The key a request names; `undefined` where it shows none. */
  keyIn(request: SentRequest): string | undefined;
  /** Whether the server did what a request says. */
  tookEffect(request: SentRequest): boolean;
  /** Whether somebody has removed what was stored. */
  isRemoved(random_id: string): boolean;
  /** Judges of what holds with this server alone. */
  judgesFor(bench: Bench): ServerJudges;
}

/** The way of one process to the server. @param clientOf - Whose request it is that has this signal. */
export type Connect = (clientOf: (signal: AbortSignal) => string) => TransportFunction;

/** What must hold with one kind of server. */
export interface ServerJudges {
  began(call: Call): void;
  /** @param calls - The calls under way that it may be of. */
  sent(request: SentRequest, calls: readonly Call[]): void;
  /** After every step. */
  step(): void;
  /** @param ended - The calls before. */
  ended(call: Call, outcome: EndedCall['outcome'], ended: readonly EndedCall[]): void;
  /** Once a client has reported an end over a network without faults. */
  healed(call: Call, outcome: EndedCall['outcome']): void;
  /** Once nothing can happen any more. */
  over(ended: readonly EndedCall[]): void;
}
