import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

const program = fileURLToPath(new URL('report-many.mjs', import.meta.url));
const INSTALLATIONS = Number(process.env['INSTALLATIONS'] ?? 40_000);
const AT_ONCE = 200;
/** A client remembers 10,000 finished installations, so that it holds all it ever will after the first of these parts. */
const PARTS = 4;
const MiB = 2 ** 20;

interface Told {
  readonly outcomes: Readonly<Record<string, number>>;
  readonly samples: readonly Readonly<Record<'heapBytes' | 'promises' | 'signals' | 'largestMap' | 'timers', number>>[];
  readonly endedAt: number;
}

/** A server that answers at once, and how many connections it had at most. */
async function fastServer(): Promise<{ url: string; most: () => number }> {
  let [open, most] = [0, 0];
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end('{"id":"abc123def456789"}'));
  });
  server.on('connection', (socket) => {
    open += 1;
    most = Math.max(most, open);
    socket.on('close', () => (open -= 1));
  });
  // Longer than this test: that a process ends is not the server's doing.
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, most: () => most };
}

it.each(['nodeTransport', 'the default transport'])(
  `holds no more after ${INSTALLATIONS} installations than after a quarter of them, and ends: over %s`,
  async (over) => {
    const { url, most } = await fastServer();
    const args = [
      '--disable-warning=ExperimentalWarning',
      '--expose-gc',
      program,
      url,
      over,
      String(INSTALLATIONS),
      String(AT_ONCE),
      String(PARTS),
    ];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
    const endMs = Date.now();
    expect(stderr).toBe('');
    const { outcomes, samples, endedAt } = JSON.parse(stdout) as Told;
    process.stdout.write(
      `over ${over}: ${JSON.stringify(samples)}, ${most()} connections, ended after ${endMs - endedAt} ms\n`,
    );

    expect(outcomes).toEqual({ created: INSTALLATIONS, updated: INSTALLATIONS });
    const [first, last] = [samples[0], samples.at(-1)];
    if (first === undefined || last === undefined) throw new Error('no samples');
    expect(last.heapBytes).toBeLessThan(first.heapBytes + 4 * MiB);
    // A tenth of one for each installation. `fetch` leaves signals to the garbage collector, in its own time.
    for (const what of ['promises', 'signals', 'timers'] as const)
      expect(last[what]).toBeLessThan(first[what] + INSTALLATIONS / 10);
    expect(last.largestMap).toBeLessThanOrEqual(10_001);
    expect(most()).toBeLessThanOrEqual(2 * AT_ONCE);
    // Kept connections would hold it for the 600 s of the server.
    expect(endMs - endedAt).toBeLessThan(30_000);
  },
);
