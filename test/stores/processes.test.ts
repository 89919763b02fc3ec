import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sqlite } from '../../src/stores/sqlite/index.js';
import { newPath } from './sqlite-file.js';

const reporter = fileURLToPath(new URL('reporter.mjs', import.meta.url));
const built = new URL('../../dist/sqlite.js', import.meta.url).href;

interface Reporter {
  readonly process: ChildProcess;
  /** What it printed: a run and what its report resolved as. */
  readonly printed: () => (readonly [run: string, result: string])[];
}

function startReporter(path: string, code: number, count: number): Reporter {
  const started = spawn(process.execPath, [reporter, built, path, String(code), String(count)]);
  let text = '';
  started.stdout.on('data', (chunk) => (text += String(chunk)));
  started.stderr.pipe(process.stderr);
  const lines = (): string[] => text.split('\n').slice(0, -1);
  return { process: started, printed: () => lines().map((line) => line.split(' ') as [string, string]) };
}

describe('processes that share a file', () => {
  it('give each run one end, the one that was stored, and all get their turn', async () => {
    const path = newPath();
    const reporters = [1, 2, 3, 4].map((code) => startReporter(path, code, 300));
    const closed = await Promise.all(reporters.map(({ process: one }) => once(one, 'close')));
    expect(closed).toEqual(reporters.map(() => [0, null]));
    const store = sqlite({ path });
    const printed = reporters.map((one) => new Map(one.printed()));
    for (let place = 1; place <= 300; place += 1) {
      const run = `shared-run-${place}`;
      const results = printed.map((results) => results.get(run));
      expect([...results].sort()).toEqual(['stored', 'superseded', 'superseded', 'superseded']);
      expect((await store.records.get(run))?.exit_code).toBe(results.indexOf('stored') + 1);
    }
    expect(await store.records.count()).toBe(300);
    await store.close();
  });

  it('lose nothing that resolved when they are killed', async () => {
    const path = newPath();
    const ends = new Map<string, number>();
    for (let code = 1; code <= 12; code += 1) {
      const { process: one, printed } = startReporter(path, code, 100_000);
      await once(one.stdout as NodeJS.ReadableStream, 'data');
      await new Promise((resolve) => setTimeout(resolve, (code * 37) % 150));
      const exited = once(one, 'close');
      one.kill('SIGKILL');
      await exited;
      const store = sqlite({ path });
      for (const [run, result] of printed()) {
        const { exit_code } = (await store.records.get(run)) ?? {};
        if (result === 'stored') ends.set(run, code);
        // Stored by this process or by an earlier one that was killed before it could say so.
        expect(exit_code).toBe(ends.get(run) ?? exit_code);
        expect(exit_code).toBeGreaterThan(0);
        ends.set(run, exit_code as number);
      }
      for (const [run, exit_code] of ends) expect((await store.records.get(run))?.exit_code).toBe(exit_code);
      await store.close();
    }
    expect(ends.size).toBeGreaterThan(0);
  });
});
