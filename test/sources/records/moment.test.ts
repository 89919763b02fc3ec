import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { bucketBy } from '../../../src/observe/index.js';
import { readMoment } from '../../../src/sources/records/moment.js';

/** The moment as an operator reads it: the beginning of its millisecond. */
function readByOperator(value: unknown): string | undefined {
  const [bucket] = bucketBy([value], { every: 1, time: (moment) => moment as string });
  return bucket?.start.toISOString();
}

describe('a query and an operator', () => {
  it.each([
    { value: '2026-11-21T00:00:00Z', moment: '2026-11-21T00:00:00.000Z' },
    { value: '2026-11-21 00:00:00.000Z', moment: '2026-11-21T00:00:00.000Z' },
    { value: '2026-11-21T02:00+02:00', moment: '2026-11-21T00:00:00.000Z' },
    { value: '2026-11-21T00:00:00.123456789Z', moment: '2026-11-21T00:00:00.123Z' },
    { value: '2024-02-29T00:00:00Z', moment: '2024-02-29T00:00:00.000Z' },
    { value: new Date(0), moment: '1970-01-01T00:00:00.000Z' },
    { value: runInNewContext('new Date(0)') as unknown, moment: '1970-01-01T00:00:00.000Z' },
    { value: '2026-11-21', moment: undefined },
    { value: '2026-11-21T00:00:00', moment: undefined },
    { value: '2026-02-30T00:00:00Z', moment: undefined },
    { value: '2023-02-29T00:00:00Z', moment: undefined },
    { value: '2026-13-01T00:00:00Z', moment: undefined },
    { value: '2026-11-21T24:00:00Z', moment: undefined },
    { value: '2026-11-21T00:00:00+99:00', moment: undefined },
    { value: '2026-11-21T00:00:00+01:60', moment: undefined },
    { value: '0000-01-01T00:00:00Z', moment: undefined },
    { value: '9999-12-31T23:59:00-01:00', moment: undefined },
    { value: new Date(NaN), moment: undefined },
    { value: { getTime: (): number => 0 }, moment: undefined },
    { value: new Proxy(new Date(0), {}), moment: undefined },
    { value: undefined, moment: undefined },
  ])('read $value as $moment', ({ value, moment }) => {
    expect([readMoment(value), readByOperator(value)]).toEqual([moment, moment]);
  });

  it('take a number for milliseconds in an operator only', () => {
    expect([readMoment(0), readByOperator(0)]).toEqual([undefined, '1970-01-01T00:00:00.000Z']);
  });
});
