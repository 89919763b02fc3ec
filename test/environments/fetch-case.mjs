// One library's fetch, as `globalThis.fetch` or as a transport, and every answer through it.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';
import { serveAnswers } from './answers.mjs';

const [library, way] = process.argv.slice(2);
const require = createRequire(process.env.LIBRARIES);
await replaceFetch();

/** Where a body that only `text()` reads is endless, its library reads it until the request is aborted. */
const isReadAtOnce = library === 'whatwg-fetch';
const cases = [
  ['stored', 'created'],
  ['stored in pieces', 'created'],
  ['refused', 'rejected'],
  ['redirect', library === 'whatwg-fetch' ? 'unreachable' : 'unexpected-answer'],
  ['endless 200', isReadAtOnce ? 'timed-out' : 'unexpected-answer'],
  ['endless 503', isReadAtOnce ? 'timed-out' : 'unavailable'],
  ['stalling 200', 'timed-out'],
  ['broken 200', isReadAtOnce || library.includes('fetch') ? ['unreachable', 'timed-out'] : 'unreachable'],
  ['silence', 'timed-out'],
];

const server = await serveAnswers();
for (const [name, expected] of library === 'none' ? [['stored', 'unreachable']] : cases) {
  const timeoutMs = [expected].flat().includes('timed-out') ? 500 : 5_000;
  const outcome = await aClient(`${server.url}/${encodeURIComponent(name)}`, timeoutMs).create({
    type: 'lxc',
    nsapp: 'plex',
  });
  const told = outcome.error?.code ?? outcome.outcome;
  assert.ok([expected].flat().includes(told), `${name}: ${told}, ${outcome.error?.message}`);
  if (library === 'none') {
    assert.match(outcome.error.message, /was not sent \(no fetch in this runtime/);
    assert.equal(outcome.error.fate, 'not-sent');
  }
  const freedBy = Date.now() + 2_000;
  while (server.held() > 0 && Date.now() < freedBy) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(server.held(), 0, `${name}: its connection is still held`);
}
server.close();

const refused = await aClient('http://127.0.0.1:2').create({ type: 'lxc', nsapp: 'plex' });
assert.equal(refused.error?.fate, library === 'whatwg-fetch' ? 'unknown' : 'not-sent', refused.error?.message);

function aClient(baseUrl, timeoutMs = 5_000) {
  const transport = way === 'own' ? ({ url, ...init }) => fetch(url, { ...init, redirect: 'manual' }) : undefined;
  const backend = pocketBase({ baseUrl, maxAnswerBytes: 100_000, ...(transport && { transport }) });
  return new TelemetryClient({ consent: true, attempts: 1, timeoutMs, backend });
}

async function replaceFetch() {
  if (library === 'none') {
    delete globalThis.fetch;
    return;
  }
  if (library === 'whatwg-fetch') {
    // What React Native's fetch is made of: XMLHttpRequest below, no stream above.
    const { Window } = await import(require.resolve('happy-dom'));
    const window = new Window({ url: 'http://127.0.0.1/', settings: { fetch: { disableSameOriginPolicy: true } } });
    Object.assign(globalThis, { self: globalThis, XMLHttpRequest: window.XMLHttpRequest });
    for (const name of ['fetch', 'Headers', 'Request', 'Response']) delete globalThis[name];
    require('whatwg-fetch');
    process.on('exit', () => window.close());
    return;
  }
  const given = await import(require.resolve(library));
  globalThis.fetch = given.fetch ?? given.default;
}
