import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OutgoingReport, pocketBase, TelemetryClient, type TelemetryClientOptions } from '../../src/index.js';
import { BASE_URL } from '../support/clients.js';
import { aRecord } from '../support/records.js';
import { goodServer, writesOf } from './good-server.js';
import { anObjectOf, anything, type Made, mostly, oneOf, thrower, value } from './hostile-values.js';
import { expectOutcome } from './outcomes.js';
import { holds } from './properties.js';
import { watchProcess } from './watched-process.js';

const random_id = '7a1c0f52-6f0e';

/** Creates and updates behind a server where everything is well. */
async function report(own: TelemetryClientOptions): Promise<{ outcomes: string[]; sent: ReturnType<typeof writesOf> }> {
  const { transport, sent } = goodServer();
  const backend = pocketBase({ baseUrl: BASE_URL, transport });
  const telemetry = new TelemetryClient({ consent: true, deadlineMs: 5_000, backend, ...own });
  const created = await telemetry.create(aRecord({ random_id }));
  const updated = await telemetry.update({ random_id, status: 'failed', exit_code: 127 });
  expectOutcome('create', created);
  expectOutcome('update', updated);
  return { outcomes: [created.outcome, updated.outcome], sent: writesOf(sent) };
}

/** What a hook does to what it is given, before it answers. */
const meddling: fc.Arbitrary<(given: object) => unknown> = fc.constantFrom<((given: object) => unknown)[]>(
  () => undefined,
  (given) => Object.setPrototypeOf(given, null),
  (given) => Object.setPrototypeOf(given, { polluted: true }),
  (given) => Object.freeze(given),
  (given) => Object.keys(given).forEach((key) => Reflect.deleteProperty(given, key)),
  (given) =>
    Object.keys(given).forEach((key) =>
      Object.defineProperty(given, key, {
        get: () => {
          throw new Error('no');
        },
      }),
    ),
  (given) => Object.keys(given).forEach((key) => Reflect.set(given, key, { toJSON: () => 'mine' })),
);

const payload = fc.oneof(
  { weight: 1, arbitrary: anything },
  {
    weight: 3,
    arbitrary: anObjectOf({
      ct_type: mostly(oneOf(1), value, thrower),
      type: mostly(oneOf('lxc'), value),
      disk_size: mostly(oneOf(4), value),
      core_count: mostly(oneOf(1), value),
      ram_size: mostly(oneOf(512), value),
      os_type: mostly(oneOf('debian'), value),
      os_version: mostly(oneOf('12'), value),
      nsapp: mostly(oneOf('plex'), value),
      method: mostly(oneOf('default'), value),
      pve_version: mostly(oneOf('8'), value),
      random_id: mostly(oneOf(random_id, 'another-id-1'), value),
      status: mostly(oneOf('installing', 'failed'), value),
      error: mostly(oneOf('no'), value),
      exit_code: mostly(oneOf(5), value),
    }),
  },
);

describe('whatever a hook does', () => {
  it('beforeSend drops, is refused, or has what it gave sent, checked', async () => {
    const watched = watchProcess();
    const given = fc.record({ payload, throws: fc.boolean(), meddle: meddling });
    await holds(given, 300, async ({ payload, throws, meddle }) => {
      const beforeSend = (report: OutgoingReport): never => {
        meddle(report.payload);
        meddle(report);
        const made = payload.make();
        if (throws) throw made;
        return made as never;
      };
      const { sent } = await report({ beforeSend });
      if (throws) expect(sent).toEqual([]);
      for (const { method, body } of sent) expectSendable(method, body);
      expect(await watched.complaints()).toEqual([]);
    });
  });

  it('what beforeSend was given and gave back is no longer the hook’s', async () => {
    await holds(meddling, 50, async (meddle) => {
      const kept: object[] = [];
      const beforeSend = (report: OutgoingReport): never => {
        const copy = { ...report.payload };
        kept.push(report, report.payload, copy);
        setTimeout(() => meddle(copy));
        return copy as never;
      };
      const { outcomes, sent } = await report({ beforeSend });
      expect(outcomes).toEqual(['created', 'updated']);
      for (const { method, body } of sent) expectSendable(method, body);
    });
  });

  it('onEvent changes nothing', async () => {
    const watched = watchProcess();
    const given = fc.record({ answer: anything, throws: fc.boolean(), meddle: meddling });
    await holds(given, 300, async ({ answer, throws, meddle }) => {
      const onEvent = (event: object): unknown => {
        if ('outcome' in event) meddle(event.outcome as object);
        meddle(event);
        const made = answer.make();
        if (throws) throw made;
        return made;
      };
      const { outcomes, sent } = await report({ onEvent });
      expect(outcomes).toEqual(['created', 'updated']);
      expect(sent.map(({ body }) => body['status'])).toEqual(['installing', 'failed']);
      expect(await watched.complaints()).toEqual([]);
    });
  });

  it('consent is a yes only where it says so, and nothing is sent without one', async () => {
    const watched = watchProcess();
    const yes = fc.constantFrom('yes', ' YES\n', 'true', '1', 'On', 'y', 'ja', 'yes!', 'yes no', '0', 'TRUE ');
    const given = fc.record({ answer: fc.oneof(anything, yes.map(oneOfText), oneOf(true, 1)), throws: fc.boolean() });
    await holds(given, 500, async ({ answer, throws }) => {
      const consent = (): never => {
        const made = answer.make();
        if (throws) throw made;
        return made as never;
      };
      const { outcomes, sent } = await report({ consent });
      const isYes = !throws && isExplicitYes(await settled(answer));
      expect(outcomes).toEqual(isYes ? ['created', 'updated'] : ['skipped', 'skipped']);
      if (!isYes) expect(sent).toEqual([]);
      expect(await watched.complaints()).toEqual([]);
    });
  });

  it('a guard store that says anything takes no outcome away', async () => {
    const watched = watchProcess();
    const claim = anObjectOf({
      granted: mostly(oneOf(true, false), value, thrower),
      end: mostly(oneOf({ status: 'failed', error: 'no', exit_code: 1 }), value, thrower),
      closedBy: mostly(oneOf('updated'), value, thrower),
      close: mostly(oneOf(undefined), anything, thrower),
      release: mostly(oneOf(undefined), anything, thrower),
    });
    const given = fc.record({ claim: fc.oneof(anything, claim), throws: fc.boolean() });
    await holds(given, 400, async ({ claim, throws }) => {
      const guards = {
        claim: (): never => {
          const made = claim.make();
          if (throws) throw made;
          return made as never;
        },
      };
      await report({ guards });
      expect(await watched.complaints()).toEqual([]);
    });
  });

  it('a guard store that takes a claim back in any way changes no outcome', async () => {
    const watched = watchProcess();
    await holds(fc.record({ answer: anything, throws: fc.boolean() }), 200, async ({ answer, throws }) => {
      const giveBack = (): never => {
        const made = answer.make();
        if (throws) throw made;
        return made as never;
      };
      const end = { status: 'failed' as const, error: 'Command not found', exit_code: 127 };
      const guards = { claim: () => ({ granted: true as const, end, close: giveBack, release: giveBack }) };
      expect((await report({ guards })).outcomes).toEqual(['created', 'updated']);
      expect(await watched.complaints()).toEqual([]);
    });
  });
});

function oneOfText(text: string): Made {
  return { what: text, make: () => text, isThrown: false } as Made;
}

/** What a value is once it is awaited. */
async function settled({ make }: Made): Promise<unknown> {
  try {
    return await make();
  } catch {
    return undefined;
  }
}

function isExplicitYes(answer: unknown): boolean {
  return (
    answer === true || (typeof answer === 'string' && ['yes', 'true', '1', 'on'].includes(answer.trim().toLowerCase()))
  );
}

/** What may leave, whoever made it. */
function expectSendable(method: string, body: Record<string, unknown>): void {
  expect(['installing', 'sucess', 'failed', 'unknown']).toContain(body['status']);
  if (method === 'POST') expect(body['random_id']).toBe(random_id);
  else expect(Object.keys(body)).toEqual(['status', 'error', 'exit_code']);
  for (const field of ['exit_code', 'ct_type', 'disk_size'].filter((field) => field in body)) {
    expect(body[field]).toBeGreaterThanOrEqual(0);
  }
  for (const field of ['error', 'nsapp', 'os_type', 'method'].filter((field) => field in body)) {
    expect(typeof body[field]).toBe('string');
  }
}
