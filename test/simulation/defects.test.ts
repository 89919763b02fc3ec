import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { socketDefects } from '../host/transport/defects.mjs';
import { defects } from './defects.mjs';

it.each([...defects, ...socketDefects])('can still be planted: $name', ({ file, find }) => {
  const source = readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8');
  expect(source.split(find)).toHaveLength(2);
});
