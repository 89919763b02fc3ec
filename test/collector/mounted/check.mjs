// Runs in an installed package: reports to a mounted collector, at the URL of its argument, and reads from it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';
import { ingest } from '@community-scripts/telemetry/ingest';
import { ingestRecords } from '@community-scripts/telemetry/sources/ingest';

const url = String(process.argv[2]).replace(/\/$/, '');

const leave = new AbortController();
const stream = await fetch(`${url}/api/stream`, { signal: leave.signal });
assert.equal(stream.headers.get('content-type'), 'text/event-stream');
const changes = stream.body.pipeThrough(new TextDecoderStream()).getReader();
let told = '';
const until = async (text) => {
  while (!told.includes(text)) told += (await changes.read()).value;
};
await until(': open');

for (const backend of [pocketBase({ baseUrl: url }), ingest({ url: `${url}/telemetry` })]) {
  const client = new TelemetryClient({ consent: 'yes', backend });
  const { random_id } = await client.create({ type: 'lxc', nsapp: 'mounted' });
  const record = { type: 'lxc', nsapp: 'mounted' };
  const { outcome } = await client.update({ random_id, status: 'failed', exit_code: 127, record });
  assert.match(outcome, /^(?:updated|accepted)$/);
  await until(random_id);
}
leave.abort();

const read = [];
for await (const { status, exit_code } of ingestRecords({ baseUrl: url }).records({ nsapp: 'mounted' }))
  read.push([status, exit_code]);
assert.deepEqual(read, [
  ['failed', 127],
  ['failed', 127],
]);

/** Posts a body as it is. */
const post = (body, headers = {}) => fetch(`${url}/telemetry`, { method: 'POST', body, headers });
// Some servers close a connection whose request was not read to its end.
assert.equal((await post('x'.repeat(300_000), { connection: 'close' })).status, 400);
assert.equal((await post('{')).status, 400);
assert.equal((await fetch(`${url}/healthz`)).status, 200);
assert.equal((await fetch(`${url}/healthz`, { method: 'HEAD' })).status, 200);
assert.equal((await fetch(`${url}/api/nowhere`)).status, 404);

// The server names the address, so that its reports are limited.
const report = () => JSON.stringify({ random_id: randomUUID(), type: 'lxc', nsapp: 'other', status: 'installing' });
const statuses = [];
for (let reports = 0; reports < 70; reports += 1) {
  const answer = await post(report());
  await answer.text();
  statuses.push(answer.status);
  if (answer.status === 429) assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/);
}
assert.deepEqual([...new Set(statuses)], [202, 429]);
console.log('well');
