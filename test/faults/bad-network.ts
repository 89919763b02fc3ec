import type { IncomingMessage } from 'node:http';
import { afterEach, beforeAll, expect } from 'vitest';
import {
  type CreateOutcome,
  pocketBase,
  TelemetryClient,
  type TelemetryClientOptions,
  type TelemetryErrorCode,
  type Transport,
  type UpdateOutcome,
  type WriteFate,
} from '../../src/index.js';
import type { PocketBase } from '../pocketbase/server.mjs';
import { usePocketBase } from '../support/pocketbase.js';
import { type Accident, type Fault, type FaultProxy, startFaultProxy } from './fault-proxy.js';

/** The end these tests report first, as it is stored. */
export const end = { status: 'failed', exit_code: 127, error: 'Command not found' };

/** What the proxy can do that a client is to survive, and what it says where it never gets past it. */
export const FAULTS: readonly { fault: Fault; always: TelemetryErrorCode; fate: WriteFate }[] = [
  { fault: 'reset-before', always: 'unreachable', fate: 'unknown' },
  { fault: 'reset-after', always: 'unreachable', fate: 'unknown' },
  { fault: 'late-headers', always: 'timed-out', fate: 'unknown' },
  { fault: 'stalled-body', always: 'timed-out', fate: 'unknown' },
  { fault: 'cut-body', always: 'unreachable', fate: 'unknown' },
  { fault: 'html', always: 'unexpected-answer', fate: 'unknown' },
  { fault: 'rate-limited', always: 'unavailable', fate: 'refused' },
  { fault: 'rate-limited-for-a-second', always: 'unavailable', fate: 'refused' },
  { fault: '500', always: 'unavailable', fate: 'unknown' },
  { fault: '501', always: 'unavailable', fate: 'unknown' },
  { fault: '502', always: 'unavailable', fate: 'unknown' },
  { fault: '503', always: 'unavailable', fate: 'unknown' },
  { fault: '504', always: 'unavailable', fate: 'unknown' },
  { fault: '503-after', always: 'unavailable', fate: 'unknown' },
  { fault: 'moved-after-then-limited', always: 'unavailable', fate: 'unknown' },
  { fault: 'moved-elsewhere', always: 'unexpected-answer', fate: 'unknown' },
  { fault: 'moved-in-circles', always: 'unexpected-answer', fate: 'unknown' },
];

/** What the proxy can do that costs nothing. */
export const HARMLESS: readonly Fault[] = ['none', 'moved', 'moved-after', 'twice'];

/** A client of the proxy; as impatient as its late answers are late. */
export function aClientOf(
  { url }: { url: string },
  { transport, ...own }: TelemetryClientOptions & { transport?: Transport | undefined } = {},
): TelemetryClient {
  const backend = pocketBase({ baseUrl: url, transport });
  return new TelemetryClient({ consent: 'yes', backend, attempts: 2, timeoutMs: 400, deadlineMs: 4_000, ...own });
}

/** A fault for the first request of a kind, or for each. */
export function faultFor<T extends Fault | Accident>(
  method: string,
  fault: T,
  howOften: 'once' | 'always',
): (request: IncomingMessage) => T | 'none' {
  let met = 0;
  return (request) => (request.method === method && ((met += 1) === 1 || howOften === 'always') ? fault : 'none');
}

interface BadNetwork {
  readonly server: () => PocketBase;
  /** Starts the proxy of one test. */
  readonly aProxy: (faultOf: (request: IncomingMessage) => Fault | Accident) => Promise<FaultProxy>;
  /** An installation that somebody else began. */
  readonly begun: () => Promise<string>;
  /** Holds what was told of a create against what is stored. */
  readonly judgeCreate: (outcome: CreateOutcome) => Promise<void>;
  /** Holds what was told of {@link end} against what is stored. */
  readonly judgeUpdate: (outcome: UpdateOutcome) => Promise<void>;
}

/** A PocketBase of this suite's own behind a proxy of each test's own. */
export function useBadNetwork(options: { migrations?: readonly string[] } = {}): BadNetwork {
  const server = usePocketBase(options);
  let proxy: FaultProxy | undefined;
  const begun = async (): Promise<string> => {
    const created = await aClientOf(server(), { timeoutMs: 5_000 }).create({ type: 'lxc', nsapp: 'plex' });
    expect(created).toMatchObject({ outcome: 'created' });
    return created.random_id;
  };
  // What is loaded on demand is loaded before an impatient client needs it.
  beforeAll(async () => void (await begun()));
  afterEach(async () => {
    expect(proxy?.strayed ?? 0).toBe(0);
    await proxy?.close();
    proxy = undefined;
  });
  return {
    server,
    aProxy: async (faultOf) => (proxy = await startFaultProxy(server().url, faultOf)),
    begun,
    async judgeCreate(created) {
      const records = await server().records(created.random_id);
      if (created.outcome === 'created' || created.outcome === 'existing') expect(records).toHaveLength(1);
      if (created.outcome === 'failed' && created.error.fate !== 'unknown') expect(records).toEqual([]);
    },
    async judgeUpdate(updated) {
      const [record] = await server().records(updated.random_id);
      if (updated.outcome === 'updated') expect(record).toMatchObject(end);
      if (updated.outcome === 'skipped' && updated.reason === 'already-updated') expect(record).toMatchObject(end);
      // The end is not stored, so that there is no record, or one that has not ended.
      const isCertain = updated.outcome === 'failed' && updated.error.fate !== 'unknown';
      if (isCertain) expect(record?.status ?? 'installing').toBe('installing');
    },
  };
}
