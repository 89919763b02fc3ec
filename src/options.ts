import type { Backend } from './backends/backend.js';
import { pocketBase } from './backends/pocketbase/index.js';
import type { Consent } from './consent.js';
import type { BeforeSend, OnEvent } from './events.js';
import type { ExitCodeCatalogue } from './exit-codes/catalogue.js';
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

/** The longest time that a timer can wait, in milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Options of {@link TelemetryClient}, all optional. Without `consent` nothing is sent. */
export interface TelemetryClientOptions {
  /**
   * The user's consent: `true`, or `yes`, `true`, `1` or `on` in any case, or a function that returns one of these and
   * is called for each report. Anything else is a no. @defaultValue no
   */
  consent?: Consent;
  /**
   * Where reports are sent. `undefined` is refused. @defaultValue `pocketBase()`, the community's server and collection
   */
  backend?: Backend;
  /**
   * Where guards are kept. A guard remembers that an end was delivered, so that it is not sent twice. Clients that share
   * a store deliver one end together. @defaultValue a store in memory, for this client
   */
  guards?: GuardStore | undefined;
  /**
   * When an end counts as delivered: `delivered`, once the server has confirmed it; `attempted`, after one try,
   * whatever its result. The latter is the shell client's rule and sends only requests that it would have sent.
   * @defaultValue `'delivered'`
   */
  closeGuard?: 'delivered' | 'attempted' | undefined;
  /** Maximum number of attempts of each request, 1 to 100. @defaultValue `3` */
  attempts?: number | undefined;
  /** Time limit of one attempt, in milliseconds. @defaultValue `5000` */
  timeoutMs?: number | undefined;
  /** Time limit of one call, in milliseconds. @defaultValue `10000` */
  deadlineMs?: number | undefined;
  /**
   * Additional rules for redacting every text that is sent, applied after `redact` of `/failure`. `'off'` switches all
   * redaction off. Ids are never changed. A rule that throws replaces the text with `[withheld]`. @defaultValue `[]`
   */
  redact?: readonly RedactionRule[] | 'off' | undefined;
  /** The explanations of exit codes. @defaultValue `contractCatalogue` */
  catalogue?: ExitCodeCatalogue | undefined;
  /** Sees, changes or drops every payload before it is sent. @defaultValue none */
  beforeSend?: BeforeSend | undefined;
  /** Receives attempts, retries, outcomes and unclear ends; `logEvents()` prints them. @defaultValue none */
  onEvent?: OnEvent | undefined;
}

/** Options with their defaults filled in. */
export interface ResolvedOptions {
  readonly consent: Consent;
  readonly backend: Backend;
  readonly guards: GuardStore | undefined;
  readonly closeGuard: 'delivered' | 'attempted';
  readonly attempts: number;
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  readonly redact: readonly RedactionRule[] | 'off';
  readonly catalogue: ExitCodeCatalogue | undefined;
  readonly beforeSend: BeforeSend | undefined;
  readonly onEvent: OnEvent | undefined;
}

/** The check of `deadlineMs`, of a call and of the client. */
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

/** Checks a client's options and fills in defaults. Throws `invalid-options`, naming every invalid option. */
export function resolveOptions(options: TelemetryClientOptions): ResolvedOptions {
  return {
    // Without a prototype, so that an option that is left out is undefined.
    __proto__: null,
    backend: pocketBase(),
    closeGuard: 'delivered',
    attempts: 3,
    timeoutMs: 5_000,
    deadlineMs: 10_000,
    redact: [],
    ...checkOptions('TelemetryClient', options, EXPECTATIONS),
  } as unknown as ResolvedOptions;
}

function isBackend(value: unknown): boolean {
  return anObject('', 'create', 'update')[0](value) && isObject((value as Backend).repeatable);
}

function isRule({ pattern, replacement }: RedactionRule): boolean {
  return pattern instanceof RegExp && typeof replacement === 'string';
}
