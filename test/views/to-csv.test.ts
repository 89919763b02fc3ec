import { describe, expect, it } from 'vitest';
import { memoryRecords } from '../../src/testing/index.js';
import { toCsv } from '../../src/views/index.js';
import { kindsOf } from '../observe/kinds-of-items.js';
import { aStoredRecord } from '../sources/records/a-stored-record.js';

describe('toCsv', () => {
  it.each([
    { rows: [], csv: '' },
    { rows: [{}], csv: '' },
    { rows: [{ nsapp: 'plex', runs: 2 }, { nsapp: 'immich' }], csv: 'nsapp,runs\r\nplex,2\r\nimmich,\r\n' },
    { rows: [{ a: 1 }, { b: 2, a: null }], csv: 'a,b\r\n1,\r\n,2\r\n' },
    {
      rows: [{ key: ['debian', null], rate: { rate: 0.5, of: undefined } }],
      csv: 'key.1,key.2,rate.rate,rate.of\r\ndebian,,0.5,\r\n',
    },
    { rows: [{ key: ['plex'], of: [{ runs: 1 }] }], csv: 'key,of.runs\r\nplex,1\r\n' },
    { rows: [{ key: [], a: [['b', 'c']] }], csv: 'a.1,a.2\r\nb,c\r\n' },
    {
      rows: [
        ['plex', 2],
        ['immich', 1],
      ],
      csv: '1,2\r\nplex,2\r\nimmich,1\r\n',
    },
    {
      rows: [{ at: new Date('2026-11-21T00:00:00Z'), no: new Date(NaN) }],
      csv: 'at,no\r\n2026-11-21T00:00:00.000Z,\r\n',
    },
    { rows: [{ a: -5, b: NaN, c: true, d: 1e21, e: Infinity }], csv: 'a,b,c,d,e\r\n-5,,true,1e+21,\r\n' },
    { rows: [{ '=1+1': 1 }], csv: "'=1+1\r\n1\r\n" },
    { rows: [JSON.parse('{"constructor":1,"__proto__":2}') as object], csv: 'constructor,__proto__\r\n1,2\r\n' },
  ])('writes $rows as $csv', ({ rows, csv }) => {
    expect(toCsv(rows)).toBe(csv);
  });

  it.each([
    ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
    ['+49 30', `'+49 30`],
    ['-1', `'-1`],
    ['@SUM(A1)', `'@SUM(A1)`],
    ['＝1', `'＝1`],
    [' \u00A0=1', `' \u00A0=1`],
    ['\t=1', `"'\t=1"`],
    ['\r=1', `"'\r=1"`],
    ['\nx', `"'\nx"`],
    ['a=1', 'a=1'],
    ['a-b', 'a-b'],
    ['12.10', '12.10'],
    ['12345678901234567890', '12345678901234567890'],
    ['a,b', '"a,b"'],
    ['a;=1', '"a;=1"'],
    ['say "no"', '"say ""no"""'],
    ['a\rb', '"a\rb"'],
    ['a\nb', '"a\nb"'],
    ["'=1", "'=1"],
  ])('writes the text %j as %j', (text, cell) => {
    expect(toCsv([{ text }])).toBe(`text\r\n${cell}\r\n`);
  });

  it('writes what an operator reads, at once or later', async () => {
    const rows = [{ nsapp: 'plex' }, { nsapp: 'immich' }];
    const csv = 'nsapp\r\nplex\r\nimmich\r\n';
    const { now, later } = kindsOf(rows);
    for (const items of now) expect(toCsv(items)).toBe(csv);
    expect(await toCsv(later)).toBe(csv);
  });

  it('writes the records of a source, and rejects as it does', async () => {
    const source = memoryRecords([aStoredRecord({}, 'a'), aStoredRecord({}, 'b')]);
    const query = { fields: ['status'] } as const;
    const csv = 'key,status\r\na,installing\r\nb,installing\r\n';
    expect(await toCsv(source.records(query))).toBe(csv);
    expect(toCsv(await source.list(query))).toBe(csv);
    source.down();
    await expect(toCsv(source.records())).rejects.toMatchObject({ code: 'unreachable' });
  });

  it.each([
    { columns: ['runs', 'nsapp', 'none'], csv: 'runs,nsapp,none\r\n2,plex,\r\n' },
    { columns: { app: 'nsapp', 'rate of failures': 'failureRate.rate' }, csv: 'app,rate of failures\r\nplex,0.5\r\n' },
    { columns: { '=1+1': 'runs' }, csv: "'=1+1\r\n2\r\n" },
    { columns: [], csv: '' },
    { columns: undefined, csv: 'nsapp,runs,failureRate.rate\r\nplex,2,0.5\r\n' },
  ])('writes the columns $columns', ({ columns, csv }) => {
    expect(toCsv([{ nsapp: 'plex', runs: 2, failureRate: { rate: 0.5 } }], { columns })).toBe(csv);
  });

  it('writes the columns that are asked for of no rows too', () => {
    expect(toCsv([], { columns: ['nsapp', 'runs'] })).toBe('nsapp,runs\r\n');
  });

  it.each([
    ...[undefined, null, 7, {}, Promise.resolve([]), { items: 'plex' }].map((rows) => ({ rows, field: 'items' })),
    ...['plex', [undefined], [null], ['plex'], [7]].map((rows) => ({ rows, field: 'rows' })),
  ])('refuses $rows', ({ rows, field }) => {
    const refused = expect.objectContaining({
      code: 'invalid-options',
      fields: { [field]: expect.any(String) },
    }) as Error;
    expect(() => toCsv(rows as object[])).toThrow(refused);
  });

  it.each([{ columns: 'nsapp' }, { columns: [1] }, { colums: ['nsapp'] }])('refuses the options %j', (options) => {
    expect(() => toCsv([], options as object)).toThrow(expect.objectContaining({ code: 'invalid-options' }) as Error);
  });
});
