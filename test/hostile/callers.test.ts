import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CreateOutcome,
  explainExitCode,
  pocketBase,
  TelemetryClient,
  type TelemetryClientOptions,
  type TelemetryEvent,
  type UpdateOutcome,
} from '../../src/index.js';
import { describeExitCode } from '../../src/exit-codes/index.js';
import { memory } from '../../src/testing/index.js';
import { BASE_URL } from '../support/clients.js';
import { aRecord } from '../support/records.js';
import { goodServer } from './good-server.js';
import { anObjectOf, anything, mostly, objectOf, oneOf, plain, signal, thrower, value } from './hostile-values.js';
import { expectOutcome } from './outcomes.js';
import { holds } from './properties.js';
import { watchProcess } from './watched-process.js';

const strange = fc.oneof(value, thrower);

const record = fc.oneof(
  { weight: 1, arbitrary: anything },
  {
    weight: 5,
    arbitrary: anObjectOf({
      type: mostly(oneOf('lxc', 'vm', 'addon', 'pve'), strange),
      nsapp: mostly(oneOf('plex', ''), strange),
      random_id: mostly(oneOf('7a1c0f52-6f0e', undefined, '', 'short'), strange),
      ct_type: mostly(oneOf(0, 1, 2), strange),
      disk_size: mostly(oneOf(4, '8G', '1T', 'much'), strange),
      os_type: mostly(oneOf('debian', '\uDE00'), strange),
      __proto__x: strange,
    }),
  },
);

const end = fc.oneof(
  { weight: 1, arbitrary: anything },
  {
    weight: 5,
    arbitrary: anObjectOf({
      random_id: mostly(oneOf('7a1c0f52-6f0e', '', undefined), strange),
      status: mostly(oneOf('done', 'failed', 'aborted', 'toString', undefined), strange),
      exit_code: mostly(oneOf(0, 127, '007', 2 ** 53, -1, undefined), strange),
      record_id: mostly(oneOf('abc123def456789', undefined), strange),
    }),
  },
);

const call = fc.oneof(
  { weight: 1, arbitrary: fc.oneof(anything, oneOf(undefined)) },
  {
    weight: 4,
    arbitrary: anObjectOf({ signal, deadlineMs: mostly(oneOf(30, 45, undefined), strange) }),
  },
);

/** A client of a server that answers well, or of one in memory; nothing to wait for. */
function aWellServedClient(isInMemory: boolean, own: TelemetryClientOptions = {}): TelemetryClient {
  const backend = isInMemory ? memory() : pocketBase({ baseUrl: BASE_URL, transport: goodServer().transport });
  return new TelemetryClient({ consent: true, attempts: 1, deadlineMs: 60, backend, ...own });
}

describe('whatever a caller hands over', () => {
  it.each(['create', 'update'] as const)('%s throws nothing, never rejects and has an outcome', async (operation) => {
    const watched = watchProcess();
    const given = operation === 'create' ? record : end;
    await holds(fc.record({ given, call, isInMemory: fc.boolean() }), 600, async ({ given, call, isInMemory }) => {
      const report = aWellServedClient(isInMemory)[operation](given.make() as never, call.make() as never);
      expect(report).toBeInstanceOf(Promise);
      expectOutcome(operation, await report);
      expect(await watched.complaints()).toEqual([]);
    });
  });

  it('the end of a record that was created is delivered as it was given, and what is no end is refused', async () => {
    await holds(fc.record({ end, isInMemory: fc.boolean() }), 200, async ({ end, isInMemory }) => {
      const telemetry = aWellServedClient(isInMemory, { deadlineMs: 5_000 });
      const { random_id } = await telemetry.create(aRecord());
      const given = end.make();
      const own = typeof given === 'object' && given !== null ? given : {};
      const outcome = await telemetry.update({ ...read(own), random_id });
      expectOutcome('update', outcome);
      if (outcome.outcome === 'failed')
        expect(outcome.error).toMatchObject({ code: 'invalid-record', fate: 'not-sent' });
      else expect(outcome).toMatchObject({ random_id, outcome: 'updated' });
    });
  });

  it('settled throws nothing, never rejects and is true or false', async () => {
    await holds(fc.record({ call, isInMemory: fc.boolean() }), 200, async ({ call, isInMemory }) => {
      const telemetry = aWellServedClient(isInMemory);
      void telemetry.create(aRecord());
      expect([true, false]).toContain(await telemetry.settled(call.make() as never));
    });
  });

  it('an exit code is explained by a text and described by one', async () => {
    const nested = anObjectOf({
      exitCode: strange,
      status: strange,
      signal: mostly(oneOf('SIGKILL', 'KILL'), strange),
    });
    await holds(fc.oneof(anything, nested, fc.integer().map(plain)), 600, (input) => {
      const telemetry = aWellServedClient(true);
      const given = input.make() as never;
      expect(typeof telemetry.explainExitCode(given)).toBe('string');
      expect(typeof explainExitCode(given)).toBe('string');
      expect(typeof describeExitCode(given).text).toBe('string');
    });
  });

  it('an exit code is explained by a text, whatever the catalogue', async () => {
    const entry = fc.oneof(strange, anObjectOf({ text: strange, group: strange, category: strange }));
    const catalogues = fc.oneof(value, anObjectOf({ 1: entry, 127: entry }));
    await holds(fc.record({ catalogue: catalogues, code: fc.constantFrom(1, 127) }), 400, ({ catalogue, code }) => {
      const given = catalogue.make() as never;
      expect(typeof explainExitCode(code, given)).toBe('string');
      const { text, group, category, signal } = describeExitCode(code, given);
      expect(typeof text).toBe('string');
      for (const known of [group, category, signal]) expect(['string', 'undefined']).toContain(typeof known);
    });
  });

  it('an exit code is explained by a text with any catalogue a client takes', async () => {
    const entry = fc.oneof(strange, anObjectOf({ text: strange, group: strange, category: strange }));
    await holds(anObjectOf({ 1: entry, 127: entry }), 200, async (catalogue) => {
      const telemetry = aWellServedClient(true, { catalogue: catalogue.make() as never });
      expect(typeof telemetry.explainExitCode(1)).toBe('string');
      expect(typeof telemetry.explainExitCode(127)).toBe('string');
    });
  });
});

describe('whatever a piece of work does', () => {
  const work = fc.record({ made: fc.oneof(anything, signal), throws: fc.boolean(), isAsync: fc.boolean() });

  it('track passes its own result or error through, by identity', async () => {
    const watched = watchProcess();
    const given = fc.record({ record, call, work, isInMemory: fc.boolean() });
    await holds(given, 600, async ({ record, call, work: { made, throws, isAsync }, isInMemory }) => {
      const result = made.make();
      const once = (): unknown => {
        if (throws) throw result;
        return result;
      };
      const run = isAsync ? async (): Promise<unknown> => once() : once;
      const untracked = await endOf(async () => run());
      const tracked = await endOf(() =>
        aWellServedClient(isInMemory).track(record.make() as never, run, call.make() as never),
      );
      expect(tracked.isThrown).toBe(untracked.isThrown);
      expect(Object.is(tracked.end, untracked.end) || isFreshError(tracked.end, untracked.end)).toBe(true);
      expect(await watched.complaints()).toEqual([]);
    });
  });

  it('an early update has an outcome, whatever it is given', async () => {
    const watched = watchProcess();
    await holds(fc.record({ end, call, isInMemory: fc.boolean() }), 300, async ({ end, call, isInMemory }) => {
      const early = await aWellServedClient(isInMemory).track(aRecord(), ({ update }) =>
        update(end.make() as never, call.make() as never),
      );
      expectOutcome('update', early);
      expect(await watched.complaints()).toEqual([]);
    });
  });

  it('its end is reported, whatever signal the caller gave', async () => {
    await holds(fc.record({ signal, throws: fc.boolean() }), 100, async ({ signal, throws }) => {
      const outcomes: (CreateOutcome | UpdateOutcome)[] = [];
      const onEvent = (event: TelemetryEvent): void => {
        if (event.type === 'outcome' && event.operation === 'update') outcomes.push(event.outcome);
      };
      const run = async (): Promise<void> => {
        if (throws) throw new Error('the work');
      };
      const given = objectOf({ signal, deadlineMs: plain(1_000) });
      await endOf(() => aWellServedClient(true, { onEvent }).track(aRecord(), run, given.make() as never));
      expect(outcomes).toMatchObject([{ outcome: 'updated' }]);
    });
  });
});

/** Its own properties as far as each can be read. */
function read(given: object): object {
  try {
    return { ...given };
  } catch {
    return {};
  }
}

async function endOf(run: () => Promise<unknown>): Promise<{ isThrown: boolean; end: unknown }> {
  try {
    return { isThrown: false, end: await run() };
  } catch (end) {
    return { isThrown: true, end };
  }
}

/** What a thenable throws is made anew each time it is asked. */
function isFreshError(one: unknown, other: unknown): boolean {
  return one instanceof Error && other instanceof Error && ['no', 'broken'].includes(one.message)
    ? one.message === other.message
    : one instanceof TypeError && other instanceof TypeError && one.message === other.message;
}
