import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTelemetryError, pocketBase, TelemetryClient } from '../../src/index.js';
import { BASE_URL } from '../support/clients.js';
import { aRecord } from '../support/records.js';
import { RECORD_ID } from './good-server.js';
import { almostPocketBase, type Fate, fate, text, transportOf } from './hostile-servers.js';
import { expectOutcome, expectOutcomeOfServer } from './outcomes.js';
import { holds } from './properties.js';
import { anything, objectOf, oneOf, plain } from './hostile-values.js';
import { watchProcess } from './watched-process.js';

const random_id = '7a1c0f52-6f0e';
const fates = fc.array(fate, { minLength: 1, maxLength: 5 });

function aClientOf(fates: readonly Fate[], closeGuard: 'delivered' | 'attempted' = 'delivered'): TelemetryClient {
  const backend = pocketBase({ baseUrl: BASE_URL, transport: transportOf(fates), maxAnswerBytes: 65_536 });
  return new TelemetryClient({ consent: true, deadlineMs: 40, timeoutMs: 20, closeGuard, backend });
}

describe('whatever a server or a transport answers', () => {
  it('a create has an outcome', async () => {
    const watched = watchProcess();
    await holds(fates, 400, async (fates) => {
      expectOutcomeOfServer('create', await aClientOf(fates).create(aRecord({ random_id })));
      expect(await watched.complaints()).toEqual([]);
    });
  });

  it('an update has an outcome, with and without a record id, created before or not', async () => {
    const watched = watchProcess();
    const given = fc.record({
      fates,
      record_id: fc.constantFrom(undefined, RECORD_ID),
      isCreated: fc.boolean(),
      closeGuard: fc.constantFrom('delivered' as const, 'attempted' as const),
    });
    await holds(given, 400, async ({ fates, record_id, isCreated, closeGuard }) => {
      const telemetry = aClientOf(fates, closeGuard);
      if (isCreated) expectOutcomeOfServer('create', await telemetry.create(aRecord({ random_id })));
      expectOutcomeOfServer('update', await telemetry.update({ random_id, record_id, exit_code: 1 }));
      expect(await watched.complaints()).toEqual([]);
    });
  });

  it('a lookup finds a record of a valid id, or none, or says why not', async () => {
    const { signal } = new AbortController();
    const quick = fates.filter((fates) => fates.every(isAnswered));
    await holds(fc.record({ fates: quick, withStatus: fc.boolean() }), 400, async ({ fates, withStatus }) => {
      const backend = pocketBase({ baseUrl: BASE_URL, transport: transportOf(fates) });
      try {
        const found = await backend.find?.(random_id, { signal, withStatus });
        if (found === undefined) return;
        expect(found.record_id).toMatch(/^[A-Za-z0-9_-]{1,128}$/);
        expect(typeof found.final).toBe(withStatus ? 'boolean' : 'undefined');
      } catch (error) {
        expect(isTelemetryError(error)).toBe(true);
      }
    });
  });

  it('a create is believed only where the answer is this record, and not unique only where it says so', async () => {
    const status = fc.constantFrom(200, 201, 202, 204, 400, 404, 422);
    await holds(fc.record({ status, text: fc.oneof(almostPocketBase, text) }), 600, async ({ status, text }) => {
      const transport = async (): Promise<{ status: number; body: string }> => ({ status, body: text });
      const backend = pocketBase({ baseUrl: BASE_URL, transport, maxAnswerBytes: 1_024 * 1_024 });
      const telemetry = new TelemetryClient({ consent: true, attempts: 1, deadlineMs: 5_000, backend });
      const outcome = await telemetry.create(aRecord({ random_id }));
      expect(outcome).toMatchObject(expectedOf(status, text));
    });
  });

  it('what a backend of somebody’s own says makes an outcome, too', async () => {
    const watched = watchProcess();
    const said = fc.oneof(
      anything,
      fc
        .constantFrom('created', 'existing', 'updated', 'missing', 'already-final', 'accepted', 'melted')
        .map((result) => objectOf({ result: plain(result) })),
    );
    const given = fc.record({ create: said, update: said, find: fc.oneof(said, oneOf(undefined)) });
    await holds(given, 300, async ({ create, update, find }) => {
      const backend = {
        name: 'own',
        repeatable: { create: true, update: true },
        create: () => create.make(),
        update: () => update.make(),
        find: () => find.make(),
      };
      const telemetry = new TelemetryClient({ consent: true, deadlineMs: 40, backend: backend as never });
      expectOutcome('create', await telemetry.create(aRecord({ random_id })));
      expectOutcome('update', await telemetry.update({ random_id }));
      expect(await watched.complaints()).toEqual([]);
    });
  });
});

/** Whether an answer comes at all: a backend by itself has no deadline. */
function isAnswered({ how, made }: Fate): boolean {
  return how !== 'never' && !/never|stays/.test(made.what);
}

/** What an answer to a create means, told once more: only the server's own record is a success. */
function expectedOf(status: number, text: string): object {
  const json = parsed(text);
  const own = new Map(typeof json === 'object' && json !== null && !Array.isArray(json) ? Object.entries(json) : []);
  const id = own.get('id');
  const isOurs = typeof own.get('random_id') !== 'string' || own.get('random_id') === random_id;
  if (status === 200 || status === 201) {
    const isId = typeof id === 'string' && id.length <= 128 && /^[\w-]+$/.test(id) && !/[^ -~]/.test(id);
    return isId && isOurs
      ? { outcome: 'created', record_id: id }
      : { outcome: 'failed', error: { code: 'unexpected-answer' } };
  }
  if (status < 400) return { outcome: 'failed', error: { code: 'unexpected-answer', status } };
  const codeOf = (field: string): unknown =>
    (own.get('data') as Record<string, { code?: unknown } | null> | null)?.[field]?.code;
  if (
    status === 400 &&
    Object.hasOwn(Object(own.get('data')) as object, 'random_id') &&
    codeOf('random_id') === 'validation_not_unique'
  )
    return { outcome: 'existing' };
  if (
    status === 400 &&
    Object.hasOwn(Object(own.get('data')) as object, 'id') &&
    codeOf('id') === 'validation_not_unique'
  )
    return { outcome: 'existing' };
  return { outcome: 'failed', error: { code: 'rejected', status } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF(?=\uFEFF)/, ''));
  } catch {
    return undefined;
  }
}
