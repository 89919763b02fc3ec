import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { defects } from './defects.mjs';

it.each(defects)('can still be planted: $name', ({ file, find }) => {
  const source = readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8');
  expect(source.split(find)).toHaveLength(2);
});
