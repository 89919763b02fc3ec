import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toStoredError } from '../../src/backends/pocketbase/stored-error.js';
import { pocketBase, TelemetryClient } from '../../src/index.js';
import { BASE_URL } from '../support/clients.js';
import { aRecord } from '../support/records.js';
import { goodServer, writesOf } from './good-server.js';
import { holds } from './properties.js';

const piece = fc.oneof(
  { weight: 2, arbitrary: fc.string({ unit: 'binary' }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('😀', '\uD83D', '\uDE00', '\u0000', '\u001B', '[0m', '\u009B', '\u009D', ']8;;'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('\u001B[31m', '\u001B]0;title\u0007', '\u001B(B', '\n', '\t', '\r', '\u007F'),
  },
);

/** A text of any length, around the longest that is stored above all. */
const text = fc
  .tuple(
    fc.array(piece),
    fc.constantFrom(0, 1, 4_990, 4_999, 5_000, 20_000),
    fc.constantFrom('x', '😀', 'ä'),
    fc.array(piece),
  )
  .map(([before, count, filler, after]) => `${before.join('')}${filler.repeat(count)}${after.join('')}`);

const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/;

function expectStorable(stored: string): void {
  expect([...stored].length).toBeLessThanOrEqual(5_000);
  expect(CONTROL.test(stored)).toBe(false);
  expect(/\p{Surrogate}/u.test(stored)).toBe(false);
}

describe('the text of an error', () => {
  it('is stored without half pairs and control characters, and never too long', async () => {
    await holds(text, 700, (text) => {
      const stored = toStoredError(text);
      expectStorable(stored);
      expect(toStoredError(stored)).toBe(stored);
    });
  });

  it('is stored as it is where nothing is wrong with it, but for its end', async () => {
    const clean = fc
      .tuple(fc.string({ unit: 'grapheme' }), fc.constantFrom(0, 5_000))
      .map(([text, count]) => text + '😀'.repeat(count))
      .filter((text) => !CONTROL.test(text));
    await holds(clean, 500, (text) => {
      expect(toStoredError(text)).toBe([...text].slice(0, 5_000).join(''));
    });
  });

  it.each(['update', 'late create'] as const)(
    'leaves so with an %s, whatever the catalogue says',
    async (operation) => {
      await holds(text, 80, async (text) => {
        const { transport, sent } = goodServer();
        let isDown = operation === 'late create';
        const backend = pocketBase({
          baseUrl: BASE_URL,
          transport: async (request) => {
            if (!isDown) {
              const answer = await transport(request);
              return operation === 'late create' && request.method === 'GET'
                ? { ...answer, body: '{"items":[]}' }
                : answer;
            }
            isDown = false;
            throw new Error('down');
          },
        });
        const telemetry = new TelemetryClient({ consent: true, attempts: 1, backend, catalogue: { 5: text } });
        const { random_id } = await telemetry.create(aRecord());
        expect(await telemetry.update({ random_id, exit_code: 5 })).toMatchObject({ outcome: 'updated' });
        const { body } = writesOf(sent).at(-1) ?? {};
        expectStorable(body?.['error'] as string);
      });
    },
  );

  it.each(['nsapp', 'os_type', 'os_version', 'method', 'pve_version'])(
    'and %s leave without half pairs',
    async (field) => {
      await holds(text, 40, async (text) => {
        const { transport, sent } = goodServer();
        const backend = pocketBase({ baseUrl: BASE_URL, transport });
        await new TelemetryClient({ consent: true, backend }).create(aRecord({ [field]: text }));
        const { body } = writesOf(sent).at(-1) ?? {};
        expect(/\p{Surrogate}/u.test(body?.[field] as string)).toBe(false);
      });
    },
  );
});
