import { describe, expect, it } from 'vitest';
import { parseDiskSize } from '../../src/records/disk-size.js';

describe('a disk size', () => {
  it.each([
    { text: '20', gb: 20 },
    { text: '8.125', gb: 8.125 },
    { text: '.5', gb: 0.5 },
    { text: '0.123456', gb: 0.123456 },
    { text: '999999999999999', gb: 999_999_999_999_999 },
    { text: '20G', gb: 20 },
    { text: '20GB', gb: 20 },
    { text: '20GiB', gb: 20 },
    { text: '20 gib', gb: 20 },
    { text: '20\tG', gb: 20 },
    { text: '20B', gb: 20 },
    { text: '512M', gb: 0.5 },
    { text: '256 MiB', gb: 0.25 },
    { text: '1T', gb: 1_024 },
    { text: '1.5TB', gb: 1_536 },
    { text: '\n10G ', gb: 10 },
    { text: 'G', gb: 0 },
    { text: '', gb: 0 },
    { text: '   ', gb: 0 },
  ])('of "$text" is $gb GB', ({ text, gb }) => {
    expect(parseDiskSize(text)).toBe(gb);
  });

  it.each([
    'two',
    '-1',
    '+1',
    '1e3',
    '0x10',
    '8,5',
    '8.',
    '8.5.1',
    '1.1234567',
    '1000000000000000',
    '20  G',
    '20K',
    '20I',
    '20GG',
    '20 G of 40',
    'about 20G',
    '20\nG\n40',
    'Infinity',
    'NaN',
    'MB20',
  ])('is not to be read from %j', (text) => {
    expect(parseDiskSize(text)).toBeNaN();
  });
});
