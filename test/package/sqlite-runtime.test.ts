import { describe, expect, it, vi } from 'vitest';
import { sqlite } from '../../src/stores/sqlite/index.js';

const OLD: readonly [string, (() => undefined) | undefined][] = [
  ['has no SQLite, as Node 20.16', () => undefined],
  ['cannot tell, as Node 20.0', undefined],
];

describe('sqlite() on a runtime', () => {
  it.each(OLD)('that %s says which version it needs', (_, getBuiltinModule) => {
    vi.stubGlobal('process', { ...process, versions: { ...process.versions, node: '20.0.0' }, getBuiltinModule });
    try {
      sqlite({ path: ':memory:' });
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'unsupported', fate: 'not-sent' });
      expect((error as Error).message).toBe(
        'sqlite needs node:sqlite: Node 22.13 or later, Deno or Bun; this is Node 20.0.0',
      );
    } finally {
      vi.unstubAllGlobals();
    }
  });
});
