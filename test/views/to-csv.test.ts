import { describe, expect, it } from 'vitest';
import { toCsv } from '../../src/views/index.js';

describe('toCsv', () => {
  it.each([
    { rows: [], csv: '' },
    { rows: [{}], csv: '' },
    { rows: [{ nsapp: 'plex', runs: 2 }, { nsapp: 'immich' }], csv: 'nsapp,runs\r\nplex,2\r\nimmich,\r\n' },
    { rows: [{ a: 1 }, { b: 2, a: null }], csv: 'a,b\r\n1,\r\n,2\r\n' },
    {
      rows: [{ key: ['debian', null], rate: { rate: 0.5, of: undefined } }],
      csv: 'key.0,key.1,rate.rate,rate.of\r\ndebian,,0.5,\r\n',
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
});
