import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { reportExit } from '../../src/host/run/report-exit.js';
import { aClient } from '../support/clients.js';
import { serve } from '../support/http-server.js';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';
import { answers, methods, scripted } from '../support/scripted-transport.js';
import type { ExitProgramOptions } from './exit-program.js';
import { type Program, start, usePrograms } from './run-programs.js';

const program = usePrograms('exit-program');
const EVENTS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'beforeExit'];

/** A process with one installation of its own; by default it waits to be ended. */
function startProgram(options: Partial<ExitProgramOptions> & { url: string }): Program & { random_id: string } {
  const random_ids = [randomUUID()];
  const told = { random_ids, ends: 'waits', ...options };
  const started = start(process.execPath, [program('exit-program'), JSON.stringify(told)]);
  return { ...started, random_id: told.random_ids[0] as string };
}

describeOnPocketBase('a process that ends before its installation', () => {
  const server = usePocketBase();

  // The collection stores aborted as unknown.
  it.each([
    { signal: 'SIGINT', exit_code: 130, error: 'Terminated by Ctrl+C (SIGINT)' },
    { signal: 'SIGTERM', exit_code: 143 },
    { signal: 'SIGHUP', exit_code: 129 },
  ] as const)('by $signal is reported as aborted, and ends by it all the same', async ({ signal, ...end }) => {
    const { child, until, ended, random_id } = startProgram({ url: server().url });
    await until(/begun/);
    child.kill(signal);
    expect(await ended).toBe(signal);
    expect(await server().records(random_id)).toMatchObject([{ status: 'unknown', ...end }]);
  });

  it.each([
    { ends: 'runs out', exit: 'exit 0', stored: { status: 'unknown', exit_code: 0 } },
    { ends: 'runs out with 7', exit: 'exit 7', stored: { status: 'failed', exit_code: 7 } },
    // Nothing asynchronous can run any more: the record stays as it is.
    { ends: 'exits', exit: 'exit 7', stored: { status: 'installing' } },
    { ends: 'throws', exit: 'exit 1', stored: { status: 'installing' } },
  ] as const)('because it $ends is $stored.status, and ends as it would have', async ({ ends, exit, stored }) => {
    const { ended, random_id } = startProgram({ url: server().url, ends });
    expect(await ended).toBe(exit);
    expect(await server().records(random_id)).toMatchObject([stored]);
  });

  it.each(['runs out', 'exits', 'throws'] as const)('keeps the end it reported itself, when it %s', async (ends) => {
    const { ended, until, random_id } = startProgram({ url: server().url, ends, reports: true });
    const [, handlers = ''] = await until(/begun (.*)\n/);
    await ended;
    expect(JSON.parse(handlers)).toEqual({ handlersMeanwhile: 4, handlersNow: 0 });
    expect(await server().records(random_id)).toMatchObject([{ status: 'sucess', exit_code: 0 }]);
  });

  it('reports twenty installations, with one set of handlers and no warning', async () => {
    const random_ids = Array.from({ length: 20 }, () => randomUUID());
    const { child, until, ended, printed } = startProgram({ url: server().url, random_ids });
    const [, handlers = ''] = await until(/begun (.*)\n/);
    child.kill('SIGTERM');
    expect(await ended).toBe('SIGTERM');
    expect(JSON.parse(handlers)).toEqual({ handlersMeanwhile: 4, handlersNow: 4 });
    expect(printed().trim().split('\n')).toHaveLength(1);
    const stored = await Promise.all(random_ids.map((random_id) => server().records(random_id)));
    expect(stored.flat()).toHaveLength(20);
    expect(stored.flat().every(({ exit_code }) => exit_code === 143)).toBe(true);
  });

  it('is reported and goes on if another listener has the signal, which then is the only one', async () => {
    const { child, until, ended, random_id, printed } = startProgram({ url: server().url, listensTo: ['SIGINT'] });
    await until(/begun/);
    child.kill('SIGINT');
    await until(/heard SIGINT\n/);
    await expect.poll(() => server().records(random_id)).toMatchObject([{ status: 'unknown', exit_code: 130 }]);
    child.kill('SIGINT');
    await until(/heard SIGINT\nheard SIGINT\n/);
    // To which nobody else listens.
    child.kill('SIGTERM');
    expect(await ended).toBe('SIGTERM');
    expect(printed().match(/heard SIGINT/g)).toHaveLength(2);
    expect(await server().records(random_id)).toMatchObject([{ status: 'unknown', exit_code: 130 }]);
  });
});

describe('a process whose report gets no answer', () => {
  /** A PocketBase that stores the create and leaves the update without an answer. */
  function silentAboutUpdates(onUpdate: () => void = () => undefined): Promise<string> {
    return serve((request, response) => {
      if (request.method === 'POST') response.writeHead(200).end(JSON.stringify({ id: 'abc123def456789' }));
      else onUpdate();
    });
  }

  function asking(): { asked: () => void; isAsked: Promise<void> } {
    let asked = (): void => undefined;
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    return { asked: () => asked(), isAsked };
  }

  it('ends by the signal once the deadline is over', async () => {
    const url = await silentAboutUpdates();
    const { child, until, ended } = startProgram({ url, deadlineMs: 1_500 });
    await until(/begun/);
    const signalledAt = performance.now();
    child.kill('SIGTERM');
    expect(await ended).toBe('SIGTERM');
    const tookMs = performance.now() - signalledAt;
    expect(tookMs).toBeGreaterThan(1_400);
    expect(tookMs).toBeLessThan(8_000);
  });

  it.each([
    { ends: 'exits when told to', exit: 'exit 7', says: /begun/ },
    { ends: 'throws when told to', exit: 'exit 1', says: /Error: uncaught/ },
  ] as const)('ends as the program does, which $ends meanwhile', async ({ ends, exit, says }) => {
    const { asked, isAsked } = asking();
    const url = await silentAboutUpdates(asked);
    const { child, until, ended } = startProgram({ url, ends, deadlineMs: 20_000 });
    await until(/begun/);
    child.kill('SIGINT');
    await isAsked;
    const toldAt = performance.now();
    child.stdin?.write('now\n');
    expect(await ended).toBe(exit);
    expect(performance.now() - toldAt).toBeLessThan(8_000);
    await until(says);
  });

  it('ends at once by a second signal', async () => {
    const { asked, isAsked } = asking();
    const url = await silentAboutUpdates(asked);
    const { child, until, ended } = startProgram({ url, deadlineMs: 20_000 });
    await until(/begun/);
    child.kill('SIGINT');
    await isAsked;
    const signalledAt = performance.now();
    child.kill('SIGTERM');
    expect(await ended).toBe('SIGTERM');
    expect(performance.now() - signalledAt).toBeLessThan(8_000);
  });

  it('ends with its exit code after the deadline where nothing is left to do, and tries once', async () => {
    let patches = 0;
    const url = await silentAboutUpdates(() => (patches += 1));
    const { ended } = startProgram({ url, ends: 'runs out with 7', deadlineMs: 500 });
    expect(await ended).toBe('exit 7');
    expect(patches).toBe(1);
  });
});

describe('the watching of an exit', () => {
  const random_id = '7a1c0f52-6f0e-4e63-9d7e-0f4c8f1b2a3d';
  const listeners = (): number[] => EVENTS.map((event) => process.listenerCount(event));

  it('is over once the end is delivered', async () => {
    const before = listeners();
    const transport = scripted(answers.found(), answers.stored());
    const exit = reportExit(aClient(transport), { random_id });
    expect(listeners()).toEqual(before.map((count) => count + 1));
    expect(await exit.update({ status: 'failed', exit_code: 100 })).toMatchObject({ outcome: 'updated' });
    expect(listeners()).toEqual(before);
    expect(transport.seen.at(-1)).toMatchObject({ body: { status: 'failed', exit_code: 100 } });
  });

  it('is over where there is nothing to report', async () => {
    const before = listeners();
    await reportExit(aClient(scripted(), { consent: 'no' }), { random_id }).update({ status: 'success' });
    expect(listeners()).toEqual(before);
  });

  it('goes on after a failure, until it is disposed of', async () => {
    const before = listeners();
    const exit = reportExit(aClient(scripted({ status: 403 })), { random_id });
    expect(await exit.update({ status: 'success' })).toMatchObject({ outcome: 'failed' });
    expect(listeners()).toEqual(before.map((count) => count + 1));
    exit.dispose();
    exit.dispose();
    expect(listeners()).toEqual(before);
  });

  it('reports nothing once it is disposed of', async () => {
    const transport = scripted(answers.found(), answers.stored());
    reportExit(aClient(transport), { random_id }).dispose();
    process.emit('beforeExit', 0);
    expect(methods(transport)).toEqual([]);
  });

  it('ends for one installation and not for another', () => {
    const before = listeners();
    const telemetry = aClient(scripted());
    const [one, other] = [reportExit(telemetry, { random_id }), reportExit(telemetry, { random_id: randomUUID() })];
    one.dispose();
    expect(listeners()).toEqual(before.map((count) => count + 1));
    other.dispose();
    expect(listeners()).toEqual(before);
  });
});
