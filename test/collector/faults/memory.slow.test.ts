import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { newStore, startCollector } from './collector-process.js';
import { Connection, reportOf } from './connection.js';

/** `REPORTS=1000000 npm run check:serve -- memory` is the whole. */
const REPORTS = Number(process.env['REPORTS'] ?? 20_000);
const CONNECTIONS = 64;
const MOST_MB = 150;

it(`takes less than ${MOST_MB} MB for ${REPORTS} reports`, async () => {
  const { port, megabytes } = await startCollector(newStore());
  let left = REPORTS;
  let most = 0;
  const loads = Array.from({ length: CONNECTIONS }, async () => {
    const connection = new Connection(port);
    while (left > 0) {
      left -= 2;
      if (left % 1_000 === 0) most = Math.max(most, megabytes());
      const id = randomUUID();
      expect(await connection.ask('POST', '/telemetry', reportOf(id))).toMatchObject({ status: 202 });
      expect(await connection.ask('POST', '/telemetry', reportOf(id, 1))).toMatchObject({ status: 202 });
    }
    connection.leave();
  });
  await Promise.all(loads);
  most = Math.max(most, megabytes());
  process.stdout.write(`${REPORTS} reports, ${Math.round(most)} MB at most\n`);
  expect(most).toBeLessThan(MOST_MB);
});
