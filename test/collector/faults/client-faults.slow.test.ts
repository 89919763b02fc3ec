import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { newStore, startCollector } from './collector-process.js';
import { Connection, reportOf, requestOf } from './connection.js';

/** How many connections are opened: as many as `ulimit -n` allows this process, up to 10,000. */
const MOST = Number(process.env['CONNECTIONS'] ?? 10_000);
const OF_OTHERS = 500;

/** Sends the first part at once, then a byte now and then, until the server says something or ends the connection. */
function dribble(port: number, first: string, rest: string): Promise<string> {
  const socket = connect(port, '127.0.0.1', () => socket.write(first));
  let place = 0;
  const timer = setInterval(() => socket.write(rest[place++ % rest.length] as string), 200);
  return new Promise((resolve) => {
    const end = (said: string): void => {
      clearInterval(timer);
      socket.destroy();
      resolve(said);
    };
    socket.on('error', () => undefined);
    socket.on('close', () => end('nothing'));
    socket.on('data', (chunk) => end(chunk.toString('latin1')));
  });
}

describe('clients that are slow', () => {
  it('lose their connections, and hold up no other', async () => {
    const { port, megabytes } = await startCollector(newStore());
    const before = megabytes();
    const began = performance.now();
    const slow = Array.from({ length: 400 }, (_, place) => {
      const whole = requestOf('POST', '/telemetry', { ...reportOf(`slow-${place}`), error: 'x'.repeat(10_000) });
      const bodyAt = whole.indexOf('\r\n\r\n') + 4;
      if (place % 2 === 0) return dribble(port, whole.slice(0, bodyAt - 4), '\r\nX-More: x');
      return dribble(port, whole.slice(0, bodyAt + 10), whole.slice(bodyAt));
    });
    let isOver = false;
    const ended = Promise.all(slow).then((all) => {
      isOver = true;
      return all;
    });
    const other = new Connection(port);
    let longestMs = 0;
    for (let count = 0; !isOver; count += 1) {
      const asked = performance.now();
      expect(await other.ask('POST', '/telemetry', reportOf(`quick-${count}`))).toMatchObject({ status: 202 });
      longestMs = Math.max(longestMs, performance.now() - asked);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    other.leave();
    expect(performance.now() - began).toBeLessThan(30_000);
    expect(longestMs).toBeLessThan(3_000);
    expect(megabytes() - before).toBeLessThan(100);
    expect(new Set((await ended).map((said) => said.slice(0, 12)))).toEqual(new Set(['HTTP/1.1 408']));
  });

  it('that leave in the middle of a body store nothing, and hold up no other', async () => {
    const { port } = await startCollector(newStore());
    const other = new Connection(port);
    for (let round = 0; round < 20; round += 1) {
      const cut = Array.from({ length: 50 }, async (_, place) => {
        const client = await new Connection(port).made();
        const whole = requestOf('POST', '/telemetry', reportOf(`cut-${round}-${place}`));
        client.socket.write(whole.slice(0, whole.length - 1 - (place % 40)));
        if (place % 2 === 0) client.socket.resetAndDestroy();
        else client.leave();
      });
      await Promise.all(cut);
      expect(await other.ask('POST', '/telemetry', reportOf(`whole-${round}`))).toMatchObject({ status: 202 });
    }
    const answer = await other.ask('GET', '/api/records?limit=100');
    const { total } = JSON.parse(answer?.body ?? '{}') as { total?: number };
    expect(total).toBe(20);
    other.leave();
  });
});

describe('many connections', () => {
  it('that stay open do not keep the server from answering others', async () => {
    const { port, megabytes } = await startCollector(newStore());
    const count = Math.min(MOST, descriptors() - OF_OTHERS);
    const before = megabytes();
    const open: Connection[] = [];
    while (open.length < count) {
      const some = Array.from({ length: Math.min(250, count - open.length) }, () => new Connection(port).made());
      open.push(...(await Promise.all(some)));
    }
    const used = megabytes() - before;
    for (let place = 0; place < count; place += Math.ceil(count / 1_000)) {
      expect(await (open[place] as Connection).ask('GET', '/healthz')).toMatchObject({ status: 200 });
    }
    const other = new Connection(port);
    expect(await other.ask('POST', '/telemetry', reportOf('one-more-1'))).toMatchObject({ status: 202 });
    process.stdout.write(`${count} connections, ${Math.round(used)} MB more\n`);
    expect(count).toBeGreaterThan(500);
    expect((used / count) * 10_000).toBeLessThan(300);
    for (const connection of [...open, other]) connection.leave();
  });
});

/** How many files this process may have open. */
function descriptors(): number {
  const limits = process.report.getReport() as { userLimits?: { open_files?: { soft?: number | string } } };
  const soft = limits.userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : MOST + OF_OTHERS;
}
