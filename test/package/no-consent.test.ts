import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** What a process of its own saw: `dist` as people load it, with everything it loads and every socket it opens. */
function watch(script: string, consent: string): { outcomes: string[]; loaded: string[]; sockets: number } {
  const args = ['--import', './watch-loading.mjs', script, consent];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })) as ReturnType<
    typeof watch
  >;
}

describe.each(['call-everything.mjs', 'call-everything.cjs'])('%s', (script) => {
  it('loads nothing that reports and opens no socket without consent', () => {
    expect(watch(script, 'no')).toEqual({
      outcomes: ['skipped', 'skipped', 'worked', 'Command not found'],
      loaded: [],
      sockets: 0,
    });
  });

  it('loads it, ofetch too, and opens a socket with consent', () => {
    const { outcomes, loaded, sockets } = watch(script, 'yes');
    expect(outcomes).toEqual(['failed', 'failed', 'worked', 'Command not found']);
    expect(loaded).toEqual(['ofetch-transport', 'report']);
    expect(sockets).toBeGreaterThan(0);
  });
});

it.each([
  { consent: 'no', isRead: false },
  { consent: 'yes', isRead: true },
])('with the consent $consent, the clock, which a runtime has to load, is read: $isRead', ({ consent, isRead }) => {
  const program = `
    import { TelemetryClient } from '../../dist/index.js';
    const clock = performance;
    let isRead = false;
    Object.defineProperty(globalThis, 'performance', { get: () => ((isRead = true), clock) });
    const client = new TelemetryClient({ consent: '${consent}', deadlineMs: 1 });
    await client.create({ type: 'lxc', nsapp: 'plex' });
    await client.settled();
    console.log(isRead);`;
  const args = ['--input-type=module', '--eval', program];
  expect(execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })).toBe(`${isRead}\n`);
});
