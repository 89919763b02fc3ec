import { existsSync, readdirSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { serve } from '../../support/http-server.js';
import { namesIn } from './guard-names.js';
import { aFolder, bundleReporter, startReporter } from './reporters.js';

const random_id = 'installation-1';
const record = { id: 'abc123def456789', random_id };

let script = '';
beforeAll(async () => {
  script = await bundleReporter('processes');
});

/** A server that has the record, and holds its answers to PATCHes back until it is told to give them. */
async function aServer(): Promise<{ url: string; ends: unknown[]; answer: () => void }> {
  const ends: unknown[] = [];
  const held: ServerResponse[] = [];
  let isAnswering = false;
  const answer = (): void => {
    isAnswering = true;
    for (const response of held.splice(0)) response.end(JSON.stringify(record));
  };
  const url = await serve((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      if (request.method !== 'PATCH') return void response.end(JSON.stringify({ items: [record] }));
      ends.push((JSON.parse(body) as { exit_code: unknown }).exit_code);
      held.push(response);
      if (isAnswering) answer();
    });
  });
  return { url, ends, answer };
}

describe('a process that is killed while it delivers', () => {
  it('is taken over by the next one that reports, once, with the end it had reported', async () => {
    const { url, ends, answer } = await aServer();
    const folder = aFolder();
    const [holder, next, last] = await Promise.all([1, 2, 3].map(() => startReporter(script, { url, folder })));
    const killed = holder!.report({ random_id, exit_code: 100 });
    await vi.waitFor(() => expect(ends).toEqual([100]), { timeout: 10_000 });

    // While it lives the others wait, and leave at their own deadline.
    expect(await next!.report({ random_id, exit_code: 1, deadlineMs: 300 })).toMatchObject({
      error: { code: 'timed-out', fate: 'not-sent' },
    });
    expect(ends).toEqual([100]);

    const reports = [next!, last!].map((reporter, index) => reporter.report({ random_id, exit_code: 2 + index }));
    await holder!.kill();
    await expect(killed).rejects.toThrow('gone');
    answer();
    // Both reported another end than the one that stands.
    expect(await Promise.all(reports)).toMatchObject([{ reason: 'already-updated' }, { reason: 'already-updated' }]);
    expect(ends).toEqual([100, 100]);
    expect(namesIn(folder, random_id)).toEqual([expect.stringMatching(/^closed\.\d+\.updated$/)]);
  });

  it('is not taken over while it is only stopped', async () => {
    const { url, ends, answer } = await aServer();
    const folder = aFolder();
    const [holder, next] = await Promise.all([1, 2].map(() => startReporter(script, { url, folder })));
    const stopped = holder!.report({ random_id, exit_code: 100 });
    await vi.waitFor(() => expect(ends).toEqual([100]), { timeout: 10_000 });
    holder!.signal('SIGSTOP');
    answer();
    expect(await next!.report({ random_id, exit_code: 1, deadlineMs: 500 })).toMatchObject({ outcome: 'failed' });
    expect(ends).toEqual([100]);
    holder!.signal('SIGCONT');
    expect(await stopped).toMatchObject({ outcome: 'updated' });
    expect(await next!.report({ random_id, exit_code: 1 })).toMatchObject({ reason: 'already-updated' });
    expect(ends).toEqual([100]);
  });
});

describe('a process that can write nothing, as on a full disk', () => {
  it('reports with a guard of its own, says so, and leaves nothing behind', async () => {
    const { url, ends, answer } = await aServer();
    answer();
    const folder = aFolder();
    const noRoom = ['sh', '-c', 'ulimit -f 0; exec "$0" "$@"', process.execPath] as const;
    const reporter = await startReporter(script, { url, folder }, noRoom);
    expect(await reporter.report({ random_id, exit_code: 1 })).toMatchObject({ outcome: 'updated' });
    expect(await reporter.report({ random_id, exit_code: 2 })).toMatchObject({ reason: 'already-updated' });
    expect(ends).toEqual([1]);
    expect(reporter.degraded).toEqual([expect.stringContaining('EFBIG')]);
    expect(existsSync(folder)).toBe(true);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('still learns from a guard that another one made', async () => {
    const { url, ends, answer } = await aServer();
    answer();
    const folder = aFolder();
    const reporter = await startReporter(script, { url, folder });
    await reporter.report({ random_id, exit_code: 1 });
    const noRoom = ['sh', '-c', 'ulimit -f 0; exec "$0" "$@"', process.execPath] as const;
    const other = await startReporter(script, { url, folder }, noRoom);
    expect(await other.report({ random_id, exit_code: 2 })).toMatchObject({ reason: 'already-updated' });
    expect(ends).toEqual([1]);
    expect(other.degraded).toEqual([]);
  });
});
