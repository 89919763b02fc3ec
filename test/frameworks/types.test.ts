import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

it('the options have the types that the libraries expect', { timeout: 120_000 }, () => {
  const folder = fileURLToPath(new URL('./', import.meta.url));
  const compile = (): string => execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
  expect(compile).not.toThrow();
});
