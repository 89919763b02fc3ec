import { describe, expect, it } from 'vitest';
import { isTelemetryError, type TelemetryError } from '../../../src/errors.js';
import { checkQuery } from '../../../src/sources/records/check-query.js';
import type { RecordQuery } from '../../../src/sources/records/record-query.js';

const DEFAULTS = { conditions: [], sort: { field: 'created', descending: false }, unordered: false };
const MOMENT = 'expected { from, to }, each a Date or ISO 8601 with time and zone, such as 2026-11-21T00:00:00Z';
const NUMBER = 'expected a finite number, a list of them, or { from, to }';

/** The error of a query that is refused. */
function refusalOf(query: unknown): TelemetryError {
  try {
    checkQuery(query as RecordQuery);
  } catch (error) {
    if (isTelemetryError(error)) return error;
    throw error;
  }
  throw new Error('The query was not refused');
}

function throwing(): never {
  throw new RangeError('hostile');
}

describe('checkQuery', () => {
  it.each<{ what: string; query: RecordQuery | undefined; checked: object }>([
    { what: 'no query', query: undefined, checked: {} },
    { what: 'properties that are undefined', query: { nsapp: undefined, limit: undefined }, checked: {} },
    { what: 'an empty search', query: { search: '' }, checked: {} },
    { what: 'a text', query: { nsapp: 'plex' }, checked: { conditions: [{ field: 'nsapp', anyOf: ['plex'] }] } },
    {
      what: 'a list, each value once',
      query: { nsapp: ['plex', 'jellyfin', 'plex'] },
      checked: { conditions: [{ field: 'nsapp', anyOf: ['plex', 'jellyfin'] }] },
    },
    { what: 'an empty list', query: { nsapp: [] }, checked: { conditions: [{ field: 'nsapp', anyOf: [] }] } },
    {
      what: 'a number',
      query: { exit_code: 0, core_count: [1, 2] },
      checked: {
        conditions: [
          { field: 'exit_code', anyOf: [0] },
          { field: 'core_count', anyOf: [1, 2] },
        ],
      },
    },
    {
      what: 'a range of numbers, the wrong way round too',
      query: { exit_code: { from: 102, to: 100 }, ram_size: { from: 1.5 }, disk_size: { to: 8, from: undefined } },
      checked: {
        conditions: [
          { field: 'exit_code', from: 102, to: 100 },
          { field: 'ram_size', from: 1.5 },
          { field: 'disk_size', to: 8 },
        ],
      },
    },
    {
      what: 'a range of moments',
      query: {
        created: { from: '2026-11-21T02:00+02:00', to: new Date(0) },
        updated: { to: '2026-11-21T00:00:00.5Z' },
      },
      checked: {
        conditions: [
          { field: 'created', from: '2026-11-21T00:00:00.000Z', to: '1970-01-01T00:00:00.000Z' },
          { field: 'updated', to: '2026-11-21T00:00:00.500Z' },
        ],
      },
    },
    {
      what: 'a status and a flag',
      query: { status: ['success', 'validation'], has_arm: false },
      checked: {
        conditions: [
          { field: 'status', anyOf: ['success', 'validation'] },
          { field: 'has_arm', anyOf: [false] },
        ],
      },
    },
    { what: 'a search', query: { search: "' || 1=1 //" }, checked: { search: "' || 1=1 //" } },
    { what: 'an order', query: { sort: '-updated' }, checked: { sort: { field: 'updated', descending: true } } },
    { what: 'no order', query: { order: 'none' }, checked: { unordered: true } },
    {
      what: 'fields, each once and with the key',
      query: { fields: ['nsapp', 'status', 'nsapp'] },
      checked: { fields: ['key', 'nsapp', 'status'] },
    },
    { what: 'no field', query: { fields: [] }, checked: { fields: ['key'] } },
    { what: 'a limit', query: { limit: 1 }, checked: { limit: 1 } },
    {
      what: 'a query without a prototype',
      query: Object.assign(Object.create(null), { limit: 2 }) as object,
      checked: { limit: 2 },
    },
    {
      what: 'inherited properties, which do not count',
      query: Object.create({ nsapp: 'plex', limit: 0 }) as object,
      checked: {},
    },
  ])('reads $what', ({ query, checked }) => {
    expect(checkQuery(query)).toEqual({ ...DEFAULTS, ...checked });
  });

  it.each<{ query: unknown; fields: Record<string, string> }>([
    ...[null, 'nsapp', 7, [], () => ({})].map((query) => ({
      query,
      fields: { query: 'expected an object that can be read' },
    })),
    { query: { nsap: 'plex' }, fields: { nsap: 'unknown field, did you mean `nsapp`?' } },
    { query: { exitCode: undefined }, fields: { exitCode: 'unknown field, did you mean `exit_code`?' } },
    { query: { key: 'a' }, fields: { key: 'expected `random_id` or `execution_id` instead' } },
    ...[7, null, true, { from: 'a' }, ['a', 7], 'half \ud83d'].map((nsapp) => ({
      query: { nsapp },
      fields: { nsapp: 'expected a text or a list of texts' },
    })),
    ...[
      '100',
      null,
      NaN,
      Infinity,
      [1, NaN],
      {},
      { from: NaN },
      { from: undefined },
      { from: '1' },
      { from: 1, too: 2 },
    ].map((exit_code) => ({ query: { exit_code }, fields: { exit_code: NUMBER } })),
    ...['true', 1, null, [true]].map((has_arm) => ({
      query: { has_arm },
      fields: { has_arm: 'expected true or false' },
    })),
    ...[
      {},
      '2026-11-21T00:00:00Z',
      new Date(0),
      { from: '2026-11-21' },
      { from: '2026-11-21T00:00:00' },
      { from: '2026-02-30T00:00:00Z' },
      { from: '2026-13-01T00:00:00Z' },
      { from: '2026-11-21T24:00:00Z' },
      { from: '2026-11-21T00:00:00+99:00' },
      { from: '9999-12-31T23:59:00-01:00' },
      { from: 0 },
      { from: new Date(NaN) },
      { from: new Date('+010000-01-01T00:00:00Z') },
      { from: { getTime: () => 0 } },
      { from: new Date(0), until: new Date(1) },
    ].map((created) => ({ query: { created }, fields: { created: MOMENT } })),
    { query: { status: 'sucess' }, fields: { status: 'unknown status, did you mean `success`?' } },
    {
      query: { status: 1 },
      fields: {
        status: 'expected one or a list of installing, validation, configuring, success, failed, aborted, unknown',
      },
    },
    { query: { search: ['a'] }, fields: { search: 'expected a text' } },
    { query: { sort: '-creatd' }, fields: { sort: 'unknown field, did you mean `created`?' } },
    { query: { sort: ['created'] }, fields: { sort: 'expected a field, with `-` for descending order' } },
    { query: { order: 'created' }, fields: { order: 'expected `none`, without `sort`' } },
    { query: { order: 'none', sort: 'nsapp' }, fields: { order: 'expected `none`, without `sort`' } },
    { query: { fields: 'nsapp' }, fields: { fields: 'expected a list of fields' } },
    { query: { fields: ['nsapp', 'state'] }, fields: { fields: 'unknown field, did you mean `status`?' } },
    ...[0, -1, 1.5, NaN, Infinity, '1', null].map((limit) => ({
      query: { limit },
      fields: { limit: 'expected an integer from 1' },
    })),
    {
      query: { nsapp: 7, limit: 0 },
      fields: { nsapp: 'expected a text or a list of texts', limit: 'expected an integer from 1' },
    },
  ])('refuses $query', ({ query, fields }) => {
    expect(refusalOf(query)).toMatchObject({ code: 'invalid-query', fate: 'not-sent', fields });
  });

  it('names in its message what is wrong, without the value', () => {
    expect(refusalOf({ exit_code: 'my-secret' }).message).toBe(`Invalid query: exit_code: ${NUMBER}`);
  });

  const revoked = Proxy.revocable([], {});
  revoked.revoke();
  it.each<{ what: string; query: unknown; field: string }>([
    {
      what: 'a getter that throws',
      query: {
        get nsapp(): never {
          return throwing();
        },
      },
      field: 'query',
    },
    { what: 'a proxy that throws', query: new Proxy({}, { ownKeys: throwing }), field: 'query' },
    { what: 'an own __proto__', query: JSON.parse('{"__proto__":{"nsapp":"plex"}}'), field: '__proto__' },
    { what: 'an own constructor', query: { constructor: 'plex' }, field: 'constructor' },
    {
      what: 'a range that throws',
      query: {
        exit_code: {
          get from(): never {
            return throwing();
          },
        },
      },
      field: 'exit_code',
    },
    { what: 'a range with an own __proto__', query: { exit_code: JSON.parse('{"__proto__":1}') }, field: 'exit_code' },
    { what: 'an inherited range', query: { exit_code: Object.create({ from: 1 }) }, field: 'exit_code' },
    { what: 'a revoked list', query: { nsapp: revoked.proxy }, field: 'nsapp' },
    { what: 'a revoked list of statuses', query: { status: revoked.proxy }, field: 'status' },
    { what: 'a proxy of a Date', query: { created: { from: new Proxy(new Date(0), {}) } }, field: 'created' },
    { what: 'a symbol', query: { nsapp: Symbol('plex') }, field: 'nsapp' },
    { what: 'a text that throws', query: { nsapp: { toString: throwing } }, field: 'nsapp' },
  ])('refuses $what as invalid-query', ({ query, field }) => {
    expect(Object.keys(refusalOf(query).fields ?? {})).toEqual([field]);
  });

  it('reads a list by its values, not by its own iterator', () => {
    const nsapp = Object.defineProperty(['plex'], Symbol.iterator, { value: throwing });
    expect(checkQuery({ nsapp }).conditions).toEqual([{ field: 'nsapp', anyOf: ['plex'] }]);
  });
});
