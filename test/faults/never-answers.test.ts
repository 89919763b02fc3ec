import { execFile } from 'node:child_process';
import { createServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('./thousand-calls.mjs', import.meta.url));

it('ends 1,000 calls to a server that accepts and never answers at their deadline, and leaves nothing', async () => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  try {
    // The process has to end by itself; it is killed, and this fails, where it does not.
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, url], { timeout: 60_000 });
    expect(stderr).toBe('');
    const { outcomes, longestMs, listeners, resources, isSettled } = JSON.parse(stdout) as Record<string, unknown>;
    expect(outcomes).toEqual({ 'failed timed-out': 1_000 });
    // The deadline is 2,000 ms; the rest is what a busy machine takes to tell a thousand callers.
    expect(longestMs).toBeLessThan(6_000);
    expect({ listeners, resources, isSettled }).toEqual({ listeners: 0, resources: [], isSettled: true });
    expect(sockets.size).toBe(0);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});
