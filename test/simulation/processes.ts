import { type BeforeSend, pocketBase, TelemetryClient, type TransportFunction } from '../../src/index.js';
import type { MemoryGuardStore } from '../../src/testing/index.js';
import type { Random } from './random.js';

/** A client of one process. */
export interface ClientOfWorld {
  readonly name: string;
  readonly process: string;
  readonly isOneTry: boolean;
  readonly attempts: number;
  readonly telemetry: TelemetryClient;
}

/** What a client is made of, beside what chance decides. */
export interface ClientPlan {
  readonly name: string;
  readonly process: string;
  readonly guards: MemoryGuardStore | undefined;
  readonly isOneTry: boolean;
  readonly baseUrl: string;
  readonly transport: TransportFunction;
  readonly note: (text: string) => void;
}

/** What a hook may do to reports: nothing, something else each time, or drop those of one kind. */
const HOOKS = ['none', 'none', 'none', 'none', 'none', 'none', 'varies', 'drops update', 'drops late-create'] as const;

/** Makes a client with options of its own. */
export function makeClient(random: Random, plan: ClientPlan): ClientOfWorld {
  const { name, process, guards, isOneTry, baseUrl, transport, note } = plan;
  const attempts = random.between(1, 4);
  const timeoutMs = random.between(300, 6_000);
  const deadlineMs = random.between(500, 20_000);
  // Clients that share a guard share the end, not what their hooks make of it.
  const hook = guards === undefined ? random.pick(HOOKS) : 'none';
  note(
    `${name} in ${process}: attempts ${attempts}, timeoutMs ${timeoutMs}, deadlineMs ${deadlineMs}, hook ${hook}${isOneTry ? ', attempted' : ''}`,
  );
  const telemetry = new TelemetryClient({
    consent: 'yes',
    backend: pocketBase({ baseUrl, transport, maxAnswerBytes: 4_096 }),
    guards,
    attempts,
    timeoutMs,
    deadlineMs,
    closeGuard: isOneTry ? 'attempted' : 'delivered',
    beforeSend: hook === 'none' ? undefined : aHook(hook),
  });
  return { name, process, isOneTry, attempts, telemetry };
}

function aHook(hook: (typeof HOOKS)[number]): BeforeSend {
  let asked = 0;
  return ({ kind, payload }) => {
    if (hook === `drops ${kind}`) return null;
    asked += 1;
    return hook === 'varies' && kind !== 'create'
      ? { ...payload, error: `${payload.error} (asked ${asked})` }
      : payload;
  };
}
