// What a project's own suite does with the package, where Jest gives it a DOM.
const { explainExitCode, pocketBase, TelemetryClient } = require('@community-scripts/telemetry');
const { describeFailure } = require('@community-scripts/telemetry/failure');
const { ingest } = require('@community-scripts/telemetry/ingest');
const { memory } = require('@community-scripts/telemetry/testing');

const record = { type: 'lxc', nsapp: 'plex' };
const url = process.env.SERVER_URL;
/** What people put into a page that has no fetch: a library's, or Node's own, whose objects are another realm's. */
function fetchOf(library) {
  if (library === 'node') return nodesFetch;
  const given = require(require.resolve(library, { paths: [process.env.LIBRARIES] }));
  return given.fetch ?? given;
}

afterEach(() => delete globalThis.fetch);

test('there is a DOM, and no fetch', () => {
  expect(document.body).toBeDefined();
  expect(globalThis.fetch).toBeUndefined();
});

test('creates, updates and tracks in memory', async () => {
  const backend = memory();
  const telemetry = new TelemetryClient({ consent: true, backend });
  const created = await telemetry.create(record);
  expect(created).toMatchObject({ outcome: 'created' });
  expect(await telemetry.update({ random_id: created.random_id, exit_code: 127 })).toMatchObject({
    outcome: 'updated',
  });
  await telemetry.track(record, () => 'done');
  await expect(
    telemetry.track(record, () => Promise.reject(Object.assign(new Error('no'), { exitCode: 7 }))),
  ).rejects.toThrow('no');
  const aborted = AbortSignal.abort();
  await expect(
    telemetry.track(record, ({ signal }) => Promise.reject(signal.reason), { signal: aborted }),
  ).rejects.toBeDefined();
  expect(backend.records().map(({ status, exit_code }) => [status, exit_code])).toEqual([
    ['failed', 127],
    ['sucess', 0],
    ['failed', 7],
    ['unknown', 130],
  ]);
});

test('creates and updates through a transport', async () => {
  const seen = [];
  const transport = async ({ method }) => {
    seen.push(method);
    return { status: 200, body: Buffer.from('{"id":"abc123def456789","type":"ä"}') };
  };
  const telemetry = new TelemetryClient({
    consent: true,
    backend: pocketBase({ transport, headers: { 'x-token': 'x' } }),
  });
  const { random_id } = await telemetry.create(record);
  expect(await telemetry.update({ random_id, status: 'done' })).toMatchObject({ outcome: 'updated' });
  expect(seen).toEqual(['POST', 'PATCH']);
});

test('says that there is no fetch, and sends with one that comes later', async () => {
  const telemetry = new TelemetryClient({ consent: true, backend: pocketBase({ baseUrl: url }) });
  const { outcome, error } = await telemetry.create(record);
  expect([outcome, error?.code, error?.fate]).toEqual(['failed', 'unreachable', 'not-sent']);
  expect(error.message).toMatch(/no fetch in this runtime/);
  globalThis.fetch = fetchOf('cross-fetch');
  expect(await telemetry.create(record)).toMatchObject({ outcome: 'created' });
});

test.each(['node-fetch-2', 'cross-fetch', 'whatwg-fetch', 'node'])(
  'sends with %s, and ends with its deadline',
  async (library) => {
    globalThis.fetch = fetchOf(library);
    const telemetry = new TelemetryClient({ consent: true, attempts: 1, backend: pocketBase({ baseUrl: url }) });
    const { random_id, outcome } = await telemetry.create(record);
    expect(outcome).toBe('created');
    expect(await telemetry.update({ random_id, status: 'done' })).toMatchObject({ outcome: 'updated' });
    const other = new TelemetryClient({ consent: true, attempts: 1, backend: pocketBase({ baseUrl: url }) });
    expect(await other.update({ random_id, status: 'done' })).toMatchObject({ outcome: 'updated' });
    const silent = pocketBase({ baseUrl: `${url}/silence` });
    const ended = await new TelemetryClient({ consent: true, attempts: 1, timeoutMs: 100, backend: silent }).create(
      record,
    );
    expect(ended).toMatchObject({ outcome: 'failed', error: { code: 'timed-out' } });
  },
);

test('reports to the ingest service, with a text of any length', async () => {
  const bodies = [];
  const transport = async ({ body }) => {
    bodies.push(JSON.parse(body));
    return { status: 202, body: '{}' };
  };
  const telemetry = new TelemetryClient({ consent: true, backend: ingest({ transport }) });
  const { random_id } = await telemetry.create(record);
  await telemetry.update({ random_id, exit_code: 1, error: 'ä😀'.repeat(40_000) });
  expect(bodies).toHaveLength(2);
});

test('explains and describes', () => {
  expect(explainExitCode(137)).toMatch(/SIGKILL/);
  expect(describeFailure({ exitCode: 1, output: 'ä😀 '.repeat(10_000) })).toMatch(/ä😀$/);
});
