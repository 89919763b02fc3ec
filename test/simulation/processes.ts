import { type Backend, type BeforeSend, TelemetryClient } from '../../src/index.js';
import type { MemoryGuardStore } from '../../src/testing/index.js';
import type { Random } from './random.js';

/** A client of one process. */
export interface ClientOfWorld {
  readonly name: string;
  readonly process: string;
  readonly isOneTry: boolean;
  readonly attempts: number;
  readonly hook: string;
  readonly telemetry: TelemetryClient;
}

/** What a client is made of, beside what chance decides. */
export interface ClientPlan {
  readonly name: string;
  readonly process: string;
  readonly guards: MemoryGuardStore | undefined;
  readonly isOneTry: boolean;
  readonly backend: Backend;
  /** What its hook may do. */
  readonly hooks: readonly string[];
  readonly note: (text: string) => void;
}

/** Makes a client with options of its own. */
export function makeClient(random: Random, plan: ClientPlan): ClientOfWorld {
  const { name, process, guards, isOneTry, backend, hooks, note } = plan;
  const attempts = random.between(1, 4);
  const timeoutMs = random.between(300, 6_000);
  const deadlineMs = random.between(500, 20_000);
  // Clients that share a guard share the end, not what their hooks make of it.
  const hook = guards === undefined ? random.pick(hooks) : 'none';
  note(
    `${name} in ${process}: attempts ${attempts}, timeoutMs ${timeoutMs}, deadlineMs ${deadlineMs}, hook ${hook}${isOneTry ? ', attempted' : ''}`,
  );
  const telemetry = new TelemetryClient({
    consent: 'yes',
    backend,
    guards,
    attempts,
    timeoutMs,
    deadlineMs,
    closeGuard: isOneTry ? 'attempted' : 'delivered',
    beforeSend: hook === 'none' ? undefined : aHook(hook),
  });
  return { name, process, isOneTry, attempts, hook, telemetry };
}

function aHook(hook: string): BeforeSend {
  let asked = 0;
  return ({ kind, payload }) => {
    if (hook === `drops ${kind}`) return null;
    asked += 1;
    return hook === 'varies' && kind !== 'create'
      ? { ...payload, error: `${payload.error} (asked ${asked})` }
      : payload;
  };
}
