import type { Backend } from './backends/backend.js';
import { pocketBase } from './backends/pocketbase/index.js';
import type { Consent } from './consent.js';
import type { BeforeSend, OnEvent } from './events.js';
import type { ExitCodeCatalogue } from './exit-codes/catalogue.js';
import { contractCatalogue } from './exit-codes/contract-catalogue.js';
import {
  aFunction,
  anObject,
  checkOptions,
  type Expectation,
  type Expectations,
  integer,
  isObject,
} from './option-check.js';
import type { RedactionRule } from './redact/rule.js';
import type { GuardStore } from './update-guard.js';

/** Longest time a timer can wait, in milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** How a {@link TelemetryClient} behaves. Everything has a default; without `consent` nothing is sent. */
export interface TelemetryClientOptions {
  /**
   * The user's yes: `true`, or `yes`, `true`, `1`, `on` in any case, or a function giving one of
   * these, asked anew at each call. Everything else is a no. @defaultValue no
   */
  consent?: Consent;
  /** Where reports go; not `undefined`. @defaultValue `pocketBase()`, the community's server and collection */
  backend?: Backend;
  /** Keeps who may deliver an end. @defaultValue one in memory, for this client */
  guards?: GuardStore | undefined;
  /**
   * When an end counts as delivered: once it is confirmed, or after one try whatever came of it,
   * which is the shell client's rule and makes no request that client would not have made.
   * @defaultValue `'delivered'`
   */
  closeGuard?: 'delivered' | 'attempted' | undefined;
  /** Attempts of each request, 1 to 100. @defaultValue `3` */
  attempts?: number | undefined;
  /** Longest time of one attempt, in milliseconds. @defaultValue `5000` */
  timeoutMs?: number | undefined;
  /** Longest time of one call, in milliseconds. @defaultValue `10000` */
  deadlineMs?: number | undefined;
  /**
   * What is replaced in every text that leaves, after what `redact` of `/failure` replaces; `'off'`: nothing is,
   * not even that. Ids are left alone; a rule that throws leaves `[withheld]` of the text. @defaultValue `[]`
   */
  redact?: readonly RedactionRule[] | 'off' | undefined;
  /** Explains exit codes. @defaultValue the contract's codes */
  catalogue?: ExitCodeCatalogue | undefined;
  /** Sees, changes or drops every payload that leaves. @defaultValue none */
  beforeSend?: BeforeSend | undefined;
  /** Is told of attempts, retries and outcomes. @defaultValue none */
  onEvent?: OnEvent | undefined;
}

/** Options with nothing left open. */
export interface ResolvedOptions {
  readonly consent: Consent;
  readonly backend: Backend;
  readonly guards: GuardStore | undefined;
  readonly closeGuard: 'delivered' | 'attempted';
  readonly attempts: number;
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  readonly redact: readonly RedactionRule[] | 'off';
  readonly catalogue: ExitCodeCatalogue;
  readonly beforeSend: BeforeSend | undefined;
  readonly onEvent: OnEvent | undefined;
}

/** What one call's `deadlineMs` and the client's must be. */
export const DEADLINE: Expectation = /* @__PURE__ */ integer(1, LONGEST_TIMER_MS);

const EXPECTATIONS: Expectations<keyof ResolvedOptions> = {
  consent: [
    (value) => value === null || ['boolean', 'string', 'function'].includes(typeof value),
    'expected a boolean, text or a function',
  ],
  backend: [isBackend, 'expected a backend, such as pocketBase()', true],
  guards: /* @__PURE__ */ anObject('a guard store', 'claim'),
  closeGuard: [(value) => ['delivered', 'attempted'].includes(value as string), 'expected delivered or attempted'],
  attempts: /* @__PURE__ */ integer(1, 100),
  timeoutMs: DEADLINE,
  deadlineMs: DEADLINE,
  redact: [(value) => value === 'off' || (value as RedactionRule[]).every(isRule), 'expected off or a list of rules'],
  catalogue: /* @__PURE__ */ anObject('a catalogue'),
  beforeSend: aFunction,
  onEvent: aFunction,
};

/** Checks and completes a client's options. Throws `invalid-options`, naming every wrong option at once. */
export function resolveOptions(options: TelemetryClientOptions): ResolvedOptions {
  return {
    // Nothing is inherited, so that what is left out stays undefined.
    __proto__: null,
    backend: pocketBase(),
    closeGuard: 'delivered',
    attempts: 3,
    timeoutMs: 5_000,
    deadlineMs: 10_000,
    redact: [],
    catalogue: contractCatalogue,
    ...checkOptions('TelemetryClient', options, EXPECTATIONS),
  } as unknown as ResolvedOptions;
}

function isBackend(value: unknown): boolean {
  return anObject('', 'create', 'update')[0](value) && isObject((value as Backend).repeatable);
}

function isRule({ pattern, replacement }: RedactionRule): boolean {
  return pattern instanceof RegExp && typeof replacement === 'string';
}
