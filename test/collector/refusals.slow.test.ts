import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli } from '../support/command-line.js';
import { useServe } from './served.js';

const { folder, store, serve } = useServe();

function refusals(...args: string[]): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'refusals', ...args], {
    cwd: folder(),
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

describe('telemetry refusals', () => {
  it('prints what a collector that runs has refused, the newest first', async () => {
    const { url } = await serve();
    for (const body of ['{', '{"nsapp":"\u001B[31m","password":"hunter2hunter2"}'])
      expect((await fetch(`${url}/telemetry`, { method: 'POST', body })).status).toBe(400);
    const { code, stdout, stderr } = refusals();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [head, newest, oldest] = stdout.trimEnd().split('\n');
    expect(head).toMatch(/^at +reason, body$/);
    expect(newest).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z {2}invalid payload: [^{]+ {2}\{.*\}$/);
    expect(oldest).toMatch(/ {2}invalid json {2}\{$/);
    expect(stdout).not.toMatch(/\u001B|hunter2/);

    const lines = refusals('--json', '--limit', '1', '--store', store()).stdout.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { at: expect.any(String), reason: expect.stringContaining('invalid payload: '), body: expect.any(String) },
    ]);
  });

  it.each([
    { args: ['--store', 'other.db'], code: 1, says: '--store other.db: there is no such file' },
    { args: ['--limit', '0'], code: 2, says: '--limit: expected an integer from 1 to 10000, got "0"' },
    { args: ['--store', 'redis://localhost'], code: 2, says: '--store: expected' },
    { args: ['now'], code: 2, says: 'refusals expects no argument' },
  ])('says why it does not: $args', ({ args, code, says }) => {
    expect(refusals(...args)).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(says) });
    expect(existsSync(join(folder(), 'other.db'))).toBe(false);
  });
});
