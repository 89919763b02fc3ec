import { describe, expect, it } from 'vitest';
import { TelemetryClient, type TelemetryClientOptions } from '../../src/index.js';
import { memory } from '../../src/testing/index.js';
import { aRecord } from '../support/records.js';

const thrown = Object.assign(new RangeError('/home/hunter2/guards'), { code: 'EACCES' });
const fails = (): never => {
  throw thrown;
};
const rejects = (): Promise<never> => Promise.reject(new RangeError('hunter2'));
const backend = memory();

async function failureOf(
  options: TelemetryClientOptions,
  given: object = { random_id: 'random-id-0001' },
): Promise<unknown> {
  const telemetry = new TelemetryClient({ consent: true, attempts: 1, ...options });
  const outcome = 'nsapp' in given ? await telemetry.create(given as never) : await telemetry.update(given as never);
  return outcome.outcome === 'failed' && [outcome.error.code, outcome.error.message];
}

describe('a failure in this process', () => {
  it.each<{ part: string; options: TelemetryClientOptions; given?: object; kind?: string }>([
    { part: ': the backend', options: { backend: { ...backend, create: fails } }, given: aRecord() },
    {
      part: ': the backend',
      options: { backend: { ...backend, update: fails } },
      given: { random_id: 'random-id-0001', record_id: 'abc123def456789' },
    },
    { part: ': the backend', options: { backend: { ...backend, find: fails } } },
    {
      part: ': the backend',
      options: { backend: { ...backend, create: rejects } },
      given: aRecord(),
      kind: 'RangeError',
    },
    {
      part: ': the backend',
      options: { backend: { ...backend, create: async () => undefined as never } },
      given: aRecord(),
      kind: 'TypeError',
    },
    {
      part: ': the backend',
      options: { backend: { ...backend, ready: rejects } },
      given: aRecord(),
      kind: 'RangeError',
    },
    { part: ': the guard store', options: { guards: { claim: fails } } },
    { part: ': the guard store', options: { guards: { claim: rejects } }, kind: 'RangeError' },
    {
      part: '',
      options: {},
      given: {
        nsapp: 'plex',
        get type() {
          return fails();
        },
      },
    },
  ])('is told as one of $part ($kind)', async ({ part, options, given, kind = 'EACCES' }) => {
    expect(await failureOf({ backend, ...options }, given)).toEqual([
      'internal',
      `Failed in this process${part} (${kind})`,
    ]);
  });

  it.each([
    { what: 'text', rejection: 'hunter2' },
    { what: 'a code that is text', rejection: { code: 'hunter2 is it', name: 'hunter2' } },
    { what: 'what cannot be read', rejection: new Proxy({}, { get: fails }) },
    { what: 'nothing', rejection: undefined },
  ])('names no kind where $what is thrown', async ({ rejection }) => {
    const guards = { claim: () => Promise.reject(rejection) };
    expect(await failureOf({ backend, guards })).toEqual(['internal', 'Failed in this process: the guard store']);
  });
});
