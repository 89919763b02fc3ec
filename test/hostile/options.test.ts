import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTelemetryError, pocketBase, TelemetryClient } from '../../src/index.js';
import { memory } from '../../src/testing/index.js';
import { anObjectOf, Made, mostly, oneOf, plain, thrower, value } from './hostile-values.js';
import { holds } from './properties.js';

const NAMES = {
  TelemetryClient: [
    'consent',
    'backend',
    'guards',
    'closeGuard',
    'attempts',
    'timeoutMs',
    'deadlineMs',
    'catalogue',
    'beforeSend',
    'onEvent',
  ],
  pocketBase: ['baseUrl', 'collection', 'headers', 'maxAnswerBytes', 'transport'],
};
type Owner = keyof typeof NAMES;

const MAKERS: Readonly<Record<Owner, (options: never) => unknown>> = {
  TelemetryClient: (options) => new TelemetryClient(options),
  pocketBase: (options) => pocketBase(options),
};

const aFunction = plain(() => undefined);
const VALID: Readonly<Record<Owner, Readonly<Record<string, fc.Arbitrary<Made>>>>> = {
  TelemetryClient: {
    consent: oneOf(true, 'yes', null),
    backend: fc.constant(new Made('memory()', () => memory())),
    guards: fc.constant(new Made('a guard store', () => ({ claim: () => undefined }))),
    closeGuard: oneOf('delivered', 'attempted'),
    attempts: fc.oneof(fc.nat(110), fc.double()).map(plain),
    timeoutMs: fc.oneof(fc.integer(), fc.double()).map(plain),
    deadlineMs: fc.oneof(fc.integer(), fc.double()).map(plain),
    catalogue: oneOf({ 5: 'five' }, []),
    beforeSend: fc.constant(aFunction),
    onEvent: fc.constant(aFunction),
  },
  pocketBase: {
    baseUrl: fc.oneof(fc.webUrl(), fc.webUrl({ withQueryParameters: true }), fc.string()).map(plain),
    collection: fc.oneof(fc.stringMatching(/^\w{1,300}$/), fc.string({ unit: 'binary' })).map(plain),
    headers: fc
      .oneof(
        fc.dictionary(fc.string(), fc.string({ unit: 'binary' })),
        fc.array(fc.tuple(fc.string(), fc.string())),
        fc.dictionary(fc.stringMatching(/^[a-z-]{1,9}$/), fc.stringMatching(/^[ -~]{0,9}$/)),
      )
      .map(plain),
    maxAnswerBytes: fc.oneof(fc.integer({ min: 0, max: 2 ** 31 }), fc.double()).map(plain),
    transport: fc.constantFrom(aFunction, new Made('a transport', () => ({ send: () => undefined }))),
  },
};

/** Names no option has, among them those every object inherits. */
const STRANGE_NAMES = ['consend', '', 'toString', 'constructor', '__proto__', 'hasOwnProperty', 'options', '0'];

const NESTED = anObjectOf({ create: value, update: value, find: value, repeatable: value, claim: value, send: value });

function optionsOf(owner: Owner, ...others: readonly fc.Arbitrary<Made>[]): fc.Arbitrary<Made> {
  const known = Object.entries(VALID[owner]).map(([name, valid]) => [name, mostly(valid, value, NESTED, ...others)]);
  const unknown = fc.oneof({ weight: 20, arbitrary: oneOf(undefined) }, value, ...others);
  return fc.oneof(
    { weight: 1, arbitrary: value },
    {
      weight: 8,
      arbitrary: anObjectOf({
        ...(Object.fromEntries(known) as Record<string, fc.Arbitrary<Made>>),
        ...Object.fromEntries(STRANGE_NAMES.map((name) => [name, unknown])),
      }),
    },
  );
}

describe.each(['TelemetryClient', 'pocketBase'] as const)('%s', (owner) => {
  it('takes options or refuses them by name, and does nothing else', async () => {
    await holds(optionsOf(owner), 600, ({ make }) => expectTakenOrRefused(owner, make()));
  });

  it('takes or refuses options that cannot be read, too', async () => {
    const nested = anObjectOf({ create: thrower, update: thrower, repeatable: thrower, claim: thrower, send: thrower });
    await holds(optionsOf(owner, thrower, nested), 300, ({ make }) => expectTakenOrRefused(owner, make()));
  });

  it('takes no option it does not know', async () => {
    const name = fc
      .oneof(fc.string(), fc.constantFrom(...STRANGE_NAMES))
      .filter((name) => !NAMES[owner].includes(name));
    await holds(name, 200, (name) => {
      const options = JSON.parse(`{ ${JSON.stringify(name)}: 5 }`) as unknown;
      expect(thrownBy(owner, options)).toMatchObject({ code: 'invalid-options' });
      expect(Object.entries((thrownBy(owner, options) as { fields: object }).fields)).toEqual([
        [name, expect.stringMatching(/^unknown option, /)],
      ]);
    });
  });
});

function expectTakenOrRefused(owner: Owner, options: unknown): void {
  const thrown = thrownBy(owner, options);
  if (thrown === undefined) return;
  expect(isTelemetryError(thrown)).toBe(true);
  expect(thrown).toMatchObject({ code: 'invalid-options', fate: 'not-sent' });
  const named = Object.keys((thrown as { fields: object }).fields);
  expect(named.length).toBeGreaterThan(0);
  expect(namesGiven(options)).toEqual(expect.arrayContaining(named));
}

/** What a refusal may name. */
function namesGiven(options: unknown): string[] {
  try {
    return typeof options === 'object' && options !== null ? [...Object.keys(options), 'options'] : ['options'];
  } catch {
    return ['options'];
  }
}

function thrownBy(owner: Owner, options: unknown): unknown {
  try {
    MAKERS[owner](options as never);
    return undefined;
  } catch (thrown) {
    return thrown;
  }
}
