import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { clickhouse } from '../../src/stores/clickhouse/index.js';
import { aReport, call, runSql, serverUrl, sharedDatabase } from './runs.js';

const database = sharedDatabase();

it.each([302, 307, 308])('does not follow a redirect with status %i: another server gets nothing', async (status) => {
  const redirecting = createServer((request, response) => {
    request.resume();
    response.writeHead(status, { location: `${serverUrl()}${request.url}` }).end();
  });
  await new Promise<void>((resolve) => redirecting.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void redirecting.close());
  const url = `http://127.0.0.1:${(redirecting.address() as AddressInfo).port}`;
  const store = clickhouse({ url, database });
  onTestFinished(() => store.close());
  await expect(store.records.count()).rejects.toMatchObject({
    code: 'unexpected-answer',
    message: 'clickhouse: the server redirects to another address',
  });
  await expect(store.report(aReport('failed'), call)).rejects.toMatchObject({ code: 'unavailable', fate: 'not-sent' });
  expect(await runSql('SHOW DATABASES', 'default')).not.toContain(database);
});
