// What a project's own suite does with the package, where Vitest gives it a DOM with a fetch.
import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';
import { memory } from '@community-scripts/telemetry/testing';
import { expect, test } from 'vitest';

const record = { type: 'lxc', nsapp: 'plex' };
const url = process.env.SERVER_URL;

test('there is a DOM', () => expect(document.body).toBeDefined());

test('creates, updates and tracks in memory', async () => {
  const backend = memory();
  const telemetry = new TelemetryClient({ consent: true, backend });
  const { random_id } = await telemetry.create(record);
  expect(await telemetry.update({ random_id, exit_code: 127 })).toMatchObject({ outcome: 'updated' });
  expect(await telemetry.track(record, () => 'done')).toBe('done');
  expect(backend.records().map(({ status }) => status)).toEqual(['failed', 'sucess']);
});

test('sends, and ends with its deadline', async () => {
  const { fetch } = globalThis;
  // The page's own fetch keeps to the same-origin policy, which the server would have to lift.
  window.happyDOM.setURL(url);
  const telemetry = new TelemetryClient({ consent: true, attempts: 1, backend: pocketBase({ baseUrl: url }) });
  const { random_id, outcome, error } = await telemetry.create(record);
  expect(error?.message ?? outcome).toBe('created');
  expect(await telemetry.update({ random_id, status: 'done' })).toMatchObject({ outcome: 'updated' });
  const silent = pocketBase({ baseUrl: `${url}/silence` });
  const ended = await new TelemetryClient({ consent: true, attempts: 1, timeoutMs: 100, backend: silent }).create(
    record,
  );
  expect(ended).toMatchObject({ outcome: 'failed', error: { code: 'timed-out' } });
  expect(fetch).toBe(globalThis.fetch);
});
