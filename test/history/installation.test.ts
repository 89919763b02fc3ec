import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import * as support from '../support/clients.js';
import { serve } from '../support/http-server.js';
import { describeOnPocketBase } from '../support/pocketbase.js';
import { aRecord } from '../support/records.js';
import { answers, scripted } from '../support/scripted-transport.js';
import { everything, everythingStored, useGatedPocketBase } from './gated-pocketbase.js';
import { aProcess, endOf } from './script-process.js';

describeOnPocketBase('an installation', () => {
  const { server, aClient, aGate } = useGatedPocketBase();

  it('works on while its create gets no answer, and has a record all the same (b43996022 #12041)', async () => {
    let posts = 0;
    const gate = await aGate(({ method }) => (method === 'POST' && (posts += 1) === 1 ? 'say nothing' : 'hand on'));
    const telemetry = aClient({ url: gate.url, attempts: 1, timeoutMs: 500 });
    const record = aRecord(everything);
    const began = performance.now();
    let workedMs = Number.NaN;
    await telemetry.track(record, () => void (workedMs = performance.now() - began));
    expect(workedMs).toBeLessThan(250);
    expect(await server().records(record.random_id)).toMatchObject([{ ...everythingStored, status: 'sucess' }]);
  });

  it('is not held up past the deadline where nothing is ever answered (dd46dd2d8 #12316, 313da7c00)', async () => {
    const gate = await aGate(() => 'say nothing');
    const telemetry = aClient({ url: gate.url, deadlineMs: 400 });
    const began = performance.now();
    expect(await telemetry.track(aRecord(), () => 'installed')).toBe('installed');
    expect(await telemetry.settled()).toBe(true);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(gate.seen.length).toBeGreaterThan(0);
  });

  it('keeps its own exit code whatever nonsense it reports (240f1f391 #11913, 453f73abc, 53bc492fd)', async () => {
    const random_id = randomUUID();
    const { code, printed } = await endOf(
      aProcess(
        `import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';
         const { PB_URL: baseUrl, random_id } = process.env;
         const telemetry = new TelemetryClient({ consent: 'yes', backend: pocketBase({ baseUrl }), attempts: 1 });
         const hostile = new Proxy({}, { get() { throw new Error('get'); }, ownKeys() { throw new Error('keys'); } });
         for (const given of [undefined, null, 7, 'text', [], {}, hostile, { random_id: 7 }, { ram_size: 'Unknown' }]) {
           void telemetry.create(given);
           void telemetry.create({ type: 'lxc', nsapp: 'plex' }, given ?? 7);
           void telemetry.update(given);
           if (await telemetry.track(given, () => 'installed', given) !== 'installed') process.exit(1);
         }
         await telemetry.settled();
         await telemetry.create({ type: 'lxc', nsapp: 'plex', random_id });
         process.exitCode = 42;`,
        { PB_URL: server().url, random_id },
      ),
    );
    expect({ code, printed }).toEqual({ code: 42, printed: '' });
    // The last report came through, so that the process got that far.
    expect(await server().records(random_id)).toHaveLength(1);
  });
});

describe('an installation', () => {
  it('prints nothing of telemetry, however that fails (7c3688cd0, 5aa85ace6, 54f59505d)', async () => {
    const seen: string[] = [];
    const url = await serve((request, response) => {
      const [, fault = ''] = (request.url ?? '').split('/');
      seen.push(fault);
      request.resume();
      if (fault === 'hang-up') request.socket.destroy();
      else if (fault === 'page') response.end('<html>log in</html>');
      else if (fault === 'elsewhere') response.writeHead(301, { location: 'http://elsewhere.example/' }).end();
      else response.writeHead(Number(fault)).end('{"data":{"nsapp":{"code":"validation_required"}}}');
    });
    const faults = ['400', '401', '404', '500', '503', 'hang-up', 'page', 'elsewhere'];
    const { code, printed } = await endOf(
      aProcess(
        `import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';
         const outcomes = [];
         for (const fault of process.env.FAULTS.split(' ')) {
           const backend = pocketBase({ baseUrl: process.env.URL + '/' + fault });
           const onEvent = () => { throw new Error('hook'); };
           const telemetry = new TelemetryClient({ consent: 'yes', backend, attempts: 2, onEvent });
           const { random_id, outcome } = await telemetry.create({ type: 'lxc', nsapp: 'plex' });
           outcomes.push(outcome, (await telemetry.update({ random_id })).outcome);
           await telemetry.track({ type: 'lxc', nsapp: 'plex' }, () => 'installed');
         }
         process.exitCode = outcomes.every((outcome) => outcome === 'failed') ? 42 : 1;`,
        { URL: url, FAULTS: faults.join(' '), DEV_MODE: 'true', NODE_ENV: 'production' },
      ),
    );
    expect({ code, printed }).toEqual({ code: 42, printed: '' });
    expect([...new Set(seen)]).toEqual(faults);
  });

  it('waits at most ten seconds without a deadline (dd46dd2d8 #12316: up to 33 s)', async () => {
    // What is loaded on demand is loaded now: modules do not wait for a virtual clock.
    await support.aClient(scripted(answers.stored())).create(aRecord());
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const transport = scripted('silence');
    const telemetry = support.aClient(transport);
    const told: unknown[] = [];
    void telemetry.create(aRecord()).then((outcome) => told.push(outcome));
    void telemetry.update({ random_id: randomUUID() }).then((outcome) => told.push(outcome));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(told).toMatchObject([
      { outcome: 'failed', error: { code: 'timed-out' } },
      { outcome: 'failed', error: { code: 'timed-out' } },
    ]);
    expect(transport.seen.length).toBeGreaterThan(2);
  });
});
