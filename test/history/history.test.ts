// What really went wrong in the years of the shell client, told as what happens now. Each name ends with the commit or
// pull request in which the failure was met; 820d4551a is the shell client this package succeeds.
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { hostname } from 'node:os';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { pocketBase, TelemetryClient, type TelemetryClientOptions, type UpdateOutcome } from '../../src/index.js';
import * as support from '../support/clients.js';
import { serve } from '../support/http-server.js';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';
import { aRecord } from '../support/records.js';
import { answers, scripted } from '../support/scripted-transport.js';

const RECORDS = '/api/collections/_dev_telemetry_data/records';
const root = fileURLToPath(new URL('../../', import.meta.url));
const server = usePocketBase();

/** Everything an installation can say of itself, and how the collection keeps it. */
const everything = {
  disk_size: '20G',
  core_count: 2,
  ram_size: 2048,
  os_type: 'debian',
  os_version: '12',
  method: 'advanced',
  pve_version: '8.3.2',
} as const;
const everythingStored = { ...everything, disk_size: 20, nsapp: 'plex', type: 'lxc', ct_type: 1 };

/** A client with consent on the PocketBase, or on what stands before it. */
function aClient({ url = server().url, ...own }: TelemetryClientOptions & { url?: string } = {}): TelemetryClient {
  return new TelemetryClient({ consent: 'yes', backend: pocketBase({ baseUrl: url }), ...own });
}

interface Seen {
  readonly method: string;
  /** Path and query, as they were sent. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** What becomes of a request on its way; `hand on` is to PocketBase itself. */
type Fate = Reply | 'hand on' | 'hang up' | 'say nothing' | 'hand on and hang up';

interface Gate {
  readonly url: string;
  readonly seen: Seen[];
  /** The methods of what was seen, in order. */
  readonly methods: () => string[];
}

/** A real server that stands before PocketBase, as a proxy does. */
async function aGate(fateOf: (request: Seen, handOn: () => Promise<Reply>) => Fate | Promise<Fate>): Promise<Gate> {
  const seen: Seen[] = [];
  const url = await serve((request, response) => {
    const pass = async (): Promise<void> => {
      const { method = '', url: target = '', headers } = request;
      const asked = { method, target, headers, body: await text(request) };
      seen.push(asked);
      const fate = await fateOf(asked, () => handOn(asked));
      if (fate === 'say nothing') return;
      if (fate === 'hand on and hang up') await handOn(asked);
      if (fate === 'hang up' || fate === 'hand on and hang up') return void request.socket.destroy();
      const { status, headers: given, body } = fate === 'hand on' ? await handOn(asked) : fate;
      response.writeHead(status, given).end(body);
    };
    pass().catch(() => response.destroy());
  });
  return { url, seen, methods: () => seen.map(({ method }) => method) };
}

/** What PocketBase itself answers. Whatever was moved to `/moved` is where it always was. */
async function handOn({ method, target, headers, body }: Seen): Promise<Reply> {
  const answer = await fetch(`${server().url}${target.replace(/^\/moved/, '')}`, {
    method,
    headers: { 'content-type': headers['content-type'] ?? '' },
    ...(body === '' ? {} : { body }),
  });
  const type = answer.headers.get('content-type') ?? '';
  return { status: answer.status, headers: { 'content-type': type }, body: await answer.text() };
}

/** An installation of somebody else, begun and not ended. */
async function aStranger(): Promise<{ record_id: string; isUntouched: () => Promise<void> }> {
  const record = aRecord({ nsapp: 'stranger' });
  await aClient().create(record);
  const [before] = await server().records(record.random_id);
  const isUntouched = async (): Promise<void> => expect(await server().records(record.random_id)).toEqual([before]);
  return { record_id: before?.id ?? '', isUntouched };
}

/** A script in a process of its own, with the package as people load it. */
function aProcess(script: string, env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: root,
    env: { ...process.env, ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Waits until the process has ended by itself. */
async function endOf(child: ChildProcess): Promise<{ code: number | null; printed: string }> {
  let printed = '';
  child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, printed };
}

describeOnPocketBase('whoever did not say yes', () => {
  it.each([
    undefined,
    null,
    false,
    '',
    'no',
    'NO',
    'No',
    'no ',
    'no\r',
    '"no"',
    'no # comment',
    'no\nno',
    'no\nyes',
    'false',
    '0',
    'off',
    'maybe',
  ])('and has %j for DIAGNOSTICS has nothing posted (2574e41ee, 820d4551a)', async (answer) => {
    const gate = await aGate(() => 'hand on');
    const stored = await server().records();
    for (const consent of [answer, () => answer, async () => answer]) {
      const telemetry = aClient({ url: gate.url, consent });
      const record = aRecord();
      expect(await telemetry.create(record)).toMatchObject({ outcome: 'skipped', reason: 'no-consent' });
      expect(await telemetry.update(record)).toMatchObject({ outcome: 'skipped', reason: 'no-consent' });
      expect(await telemetry.track(aRecord(), () => 'installed')).toBe('installed');
    }
    expect(gate.seen).toEqual([]);
    expect(await server().records()).toEqual(stored);
    // The same with a yes is seen, so that what was not seen was not sent.
    await aClient({ url: gate.url }).create(aRecord());
    expect(gate.methods()).toEqual(['POST']);
  });
});

describeOnPocketBase('the create', () => {
  it.each(['at once', 'one after the other'])(
    'leaves one record when it is called twice %s (5ee4f4e34 #11836)',
    async (when) => {
      const gate = await aGate(() => 'hand on');
      const telemetry = aClient({ url: gate.url });
      const record = aRecord();
      const first = telemetry.create(record);
      if (when !== 'at once') await first;
      const outcomes = await Promise.all([first, telemetry.create(record)]);
      expect(outcomes.filter(({ outcome }) => !['created', 'existing'].includes(outcome))).toEqual([]);
      expect(gate.methods()).toEqual(['POST']);
      expect(await telemetry.update({ random_id: record.random_id })).toMatchObject({ outcome: 'updated' });
      expect(await server().records(record.random_id)).toMatchObject([{ status: 'failed' }]);
    },
  );

  it('of a second process is no error but the record that is there (5ee4f4e34 #11836)', async () => {
    const record = aRecord(everything);
    const created = await aClient().create(record);
    expect(await aClient().create(aRecord({ random_id: record.random_id, nsapp: 'other' }))).toEqual({
      ...created,
      outcome: 'existing',
    });
    expect(await server().records(record.random_id)).toMatchObject([everythingStored]);
  });

  it('is not stored again by the retry after a lost answer (fd4a11c)', async () => {
    const gate = await aGate(({ method }) =>
      method === 'POST' && gate.methods().filter((each) => each === 'POST').length < 3
        ? 'hand on and hang up'
        : 'hand on',
    );
    const telemetry = aClient({ url: gate.url });
    const record = aRecord(everything);
    expect(await telemetry.create(record)).toMatchObject({ outcome: 'existing', record_id: expect.any(String) });
    expect(gate.methods()).toEqual(['POST', 'POST', 'POST', 'GET']);
    expect(await server().records(record.random_id)).toMatchObject([everythingStored]);
  });

  it.each<{ what: string; fate: Fate }>([
    { what: '503', fate: { status: 503 } },
    { what: 'a connection that breaks', fate: 'hang up' },
    { what: 'silence', fate: 'say nothing' },
  ])('is tried again after $what, with all it had (46d25645c, ebc3512f5)', async ({ fate }) => {
    const gate = await aGate(() => (gate.seen.length < 3 ? fate : 'hand on'));
    const record = aRecord(everything);
    expect(await aClient({ url: gate.url, timeoutMs: 250 }).create(record)).toMatchObject({ outcome: 'created' });
    expect(gate.methods()).toEqual(['POST', 'POST', 'POST']);
    expect(await server().records(record.random_id)).toMatchObject([{ ...everythingStored, status: 'installing' }]);
  });

  it('waits as long as a server asks that limits everybody together (d0ba393)', async () => {
    const arrivals: number[] = [];
    const gate = await aGate(() => {
      arrivals.push(performance.now());
      return arrivals.length === 1 ? { status: 429, headers: { 'retry-after': '1' } } : 'hand on';
    });
    const record = aRecord();
    expect(await aClient({ url: gate.url }).create(record)).toMatchObject({ outcome: 'created' });
    const [refused = 0, taken = 0] = arrivals;
    expect(taken - refused).toBeGreaterThan(950);
    expect(await server().records(record.random_id)).toHaveLength(1);
  });

  it('tells its caller which field was refused, instead of silence (141af28)', async () => {
    const record = aRecord({ nsapp: '' });
    expect(await aClient().create(record)).toMatchObject({
      outcome: 'failed',
      error: { code: 'rejected', fate: 'refused', fields: { nsapp: 'validation_required' } },
    });
    expect(await server().records(record.random_id)).toEqual([]);
  });

  it('comes before the work, so that what fails at once has a record (cb648eec9, 820d4551a)', async () => {
    const record = aRecord(everything);
    const failing = aClient().track(record, () => {
      throw new Error('preflight');
    });
    await expect(failing).rejects.toThrow('preflight');
    expect(await server().records(record.random_id)).toMatchObject([{ ...everythingStored, status: 'failed' }]);
  });

  it('need not be waited for: an end reported right after it is stored after it (1a9bbdd6e)', async () => {
    const gate = await aGate(async ({ method }, handOn) => {
      if (method === 'POST') await new Promise((resolve) => setTimeout(resolve, 200));
      return handOn();
    });
    const telemetry = aClient({ url: gate.url });
    const record = aRecord(everything);
    void telemetry.create(record);
    expect(await telemetry.update({ random_id: record.random_id, exit_code: 100 })).toMatchObject({
      outcome: 'updated',
    });
    expect(gate.methods()).toEqual(['POST', 'PATCH']);
    expect(await server().records(record.random_id)).toMatchObject([{ ...everythingStored, exit_code: 100 }]);
  });
});

describeOnPocketBase('the update', () => {
  it.each<{ what: string; method: string; fate: Fate }>([
    { what: 'PATCH is answered 500', method: 'PATCH', fate: { status: 500 } },
    { what: 'PATCH is answered 503', method: 'PATCH', fate: { status: 503 } },
    { what: 'PATCH is refused', method: 'PATCH', fate: { status: 403 } },
    { what: 'PATCH is hung up on', method: 'PATCH', fate: 'hang up' },
    { what: 'PATCH is not answered', method: 'PATCH', fate: 'say nothing' },
    { what: 'lookup is answered 500', method: 'GET', fate: { status: 500 } },
    { what: 'lookup is answered with a page', method: 'GET', fate: { status: 200, body: '<html>log in</html>' } },
    { what: 'lookup is hung up on', method: 'GET', fate: 'hang up' },
  ])('stays open when its every $what, and is delivered by the next (5f13d29c5)', async ({ method, fate }) => {
    let isDown = true;
    const gate = await aGate((request) => (isDown && request.method === method ? fate : 'hand on'));
    const { random_id } = await aClient().create(aRecord());
    const telemetry = aClient({ url: gate.url, attempts: 2, timeoutMs: 250 });
    const end = { random_id, exit_code: 137 };
    expect(await telemetry.update(end)).toMatchObject({ outcome: 'failed' });
    expect(await server().records(random_id)).toMatchObject([{ status: 'installing' }]);
    isDown = false;
    expect(await telemetry.update(end)).toMatchObject({ outcome: 'updated' });
    expect(await server().records(random_id)).toMatchObject([{ status: 'failed', exit_code: 137 }]);
  });

  it('is tried again with all it had, and keeps its explanation (ebc3512f5)', async () => {
    const gate = await aGate(({ method }) =>
      method === 'PATCH' && gate.methods().filter((each) => each === 'PATCH').length < 3 ? { status: 503 } : 'hand on',
    );
    const telemetry = aClient({ url: gate.url });
    const { random_id } = await telemetry.create(aRecord());
    expect(await telemetry.update({ random_id, exit_code: 137 })).toMatchObject({ outcome: 'updated' });
    expect(gate.methods()).toEqual(['POST', 'PATCH', 'PATCH', 'PATCH']);
    expect(await server().records(random_id)).toMatchObject([
      { status: 'failed', exit_code: 137, error: 'Killed (SIGKILL / Out of memory?)' },
    ]);
  });

  it.each<{ what: string; fate: Fate }>([
    { what: 'answered 503', fate: { status: 503 } },
    { what: 'answered by a captive portal', fate: { status: 200, body: '<html>log in</html>' } },
    { what: 'hung up on', fate: 'hang up' },
    { what: 'never answered', fate: 'say nothing' },
  ])('of a create that was $what has all the data (f4ccccfb3, 1dcd83abe, 6e9a94b46)', async ({ fate }) => {
    let isDown = true;
    const gate = await aGate(() => (isDown ? fate : 'hand on'));
    const telemetry = aClient({ url: gate.url, attempts: 1, timeoutMs: 250 });
    const record = aRecord(everything);
    const { random_id } = record;
    expect(await telemetry.create(record)).toMatchObject({ outcome: 'failed' });
    isDown = false;
    expect(await telemetry.update({ random_id, exit_code: 100 })).toMatchObject({ outcome: 'updated', late: true });
    expect(await server().records(random_id)).toMatchObject([
      { ...everythingStored, random_id, status: 'failed', exit_code: 100, error: expect.stringContaining('APT') },
    ]);
  });

  it('of a record that is there changes its end and nothing else (88a540e45)', async () => {
    const record = aRecord(everything);
    const telemetry = aClient();
    await telemetry.create(record);
    const [before] = await server().records(record.random_id);
    await telemetry.update({ random_id: record.random_id, exit_code: 127 });
    expect(await server().records(record.random_id)).toEqual([
      { ...before, status: 'failed', exit_code: 127, error: 'Command not found', updated: expect.any(String) },
    ]);
  });

  it('of somebody who knows only the random_id takes nothing from the record (6f04a9787 #15933)', async () => {
    const record = aRecord(everything);
    await aClient().create(record);
    expect(await aClient().update({ random_id: record.random_id, exit_code: 100 })).toMatchObject({
      outcome: 'updated',
    });
    expect(await server().records(record.random_id)).toMatchObject([{ ...everythingStored, exit_code: 100 }]);
  });

  it('of somebody who knows only the random_id does not come before the full one (6f04a9787 #15933)', async () => {
    let isDown = true;
    const gate = await aGate(() => (isDown ? { status: 503 } : 'hand on'));
    const host = aClient({ url: gate.url, attempts: 1 });
    const record = aRecord(everything);
    const { random_id } = record;
    await host.create(record);
    isDown = false;
    expect(await aClient({ attempts: 1 }).update({ random_id })).toMatchObject({ reason: 'not-found' });
    expect(await server().records(random_id)).toEqual([]);
    expect(await host.update({ random_id, exit_code: 100 })).toMatchObject({ outcome: 'updated', late: true });
    expect(await server().records(random_id)).toMatchObject([{ ...everythingStored, exit_code: 100 }]);
  });

  it.each(['at once', 'one after the other'])(
    'of three traps that fire %s is one, the first (dd46dd2d8 #12316, 1aa8216, 820d4551a)',
    async (when) => {
      const gate = await aGate(() => 'hand on');
      const telemetry = aClient({ url: gate.url });
      const { random_id } = await telemetry.create(aRecord());
      const traps = [
        { random_id, status: 'failed', exit_code: 130 },
        { random_id, status: 'failed', exit_code: 1 },
        { random_id, status: 'done', exit_code: 'none' },
      ];
      const outcomes: Promise<UpdateOutcome>[] = [];
      for (const end of traps) {
        outcomes.push(telemetry.update(end));
        if (when !== 'at once') await outcomes.at(-1);
      }
      expect(await Promise.all(outcomes)).toMatchObject([
        { outcome: 'updated' },
        { outcome: 'skipped', reason: 'already-updated' },
        { outcome: 'skipped', reason: 'already-updated' },
      ]);
      expect(gate.methods()).toEqual(['POST', 'PATCH']);
      expect(await server().records(random_id)).toMatchObject([{ status: 'failed', exit_code: 130 }]);
    },
  );
});

describeOnPocketBase('a value', () => {
  it.each([
    'Intel(R) Core(TM) i7 "12th Gen"',
    'C:\\new\\table',
    'a backslash at the end\\',
    'two\nlines\r\nand\ta tab',
    '\u001B[1;31mred\u001B[0m \u001B]0;title\u0007',
    'bell\u0007 nul\u0000 del\u007F',
    "'single' `ticks` $(id) ${HOME}",
    'plex","status":"sucess","x":"',
    '{"a":[1,2]}',
    'AMD Ryzen™ 9 – ä 😀 \u2028',
  ])('of text like %j is stored as it is (f2b7c9638 #11875, 0957a2336, 9a95d81f1, 8b62b8f3c)', async (given) => {
    const texts = { nsapp: given, os_type: given, os_version: given, method: given, pve_version: given };
    const { random_id, outcome } = await aClient().create(aRecord({ ...everything, ...texts }));
    expect(outcome).toBe('created');
    expect(await server().records(random_id)).toMatchObject([{ ...texts, core_count: 2, status: 'installing' }]);
  });

  it('of an explanation loses its colours, its control characters and nothing else (0957a2336)', async () => {
    const telemetry = aClient({ catalogue: { 9: '\u001B[31m"E:\\new" failed\u001B[0m\u0007\n\tat \u0000line 7' } });
    const { random_id } = await telemetry.create(aRecord());
    expect(await telemetry.update({ random_id, exit_code: 9 })).toMatchObject({ outcome: 'updated' });
    expect(await server().records(random_id)).toMatchObject([{ error: '"E:\\new" failed\n\tat line 7' }]);
  });

  it('too long for the collection is cut, and costs no record (f23414a1a #11885, 9ded93102)', async () => {
    const telemetry = aClient({ catalogue: { 9: 'x'.repeat(120_000) } });
    const { random_id } = await telemetry.create(aRecord(everything));
    expect(await telemetry.update({ random_id, exit_code: 9 })).toMatchObject({ outcome: 'updated' });
    expect(await server().records(random_id)).toMatchObject([
      { ...everythingStored, status: 'failed', exit_code: 9, error: 'x'.repeat(5_000) },
    ]);
  });

  it.each([
    { disk_size: '20G', stored: 20 },
    { disk_size: '20', stored: 20 },
    { disk_size: '8GB', stored: 8 },
    { disk_size: '32g', stored: 32 },
    { disk_size: '1T', stored: 1024 },
    { disk_size: '512M', stored: 0.5 },
    { disk_size: '', stored: 0 },
  ])('of $disk_size for a disk is $stored GB, now and late (cd38bc3a6, 820d4551a)', async ({ disk_size, stored }) => {
    let isDown = false;
    const gate = await aGate(() => (isDown ? { status: 503 } : 'hand on'));
    const now = await aClient({ url: gate.url }).create(aRecord({ type: 'vm', disk_size }));
    expect(await server().records(now.random_id)).toMatchObject([{ type: 'vm', disk_size: stored }]);
    const telemetry = aClient({ url: gate.url, attempts: 1 });
    isDown = true;
    const late = await telemetry.create(aRecord({ type: 'vm', disk_size }));
    isDown = false;
    expect(await telemetry.update({ random_id: late.random_id })).toMatchObject({ late: true });
    expect(await server().records(late.random_id)).toMatchObject([{ type: 'vm', disk_size: stored }]);
  });

  it.each([
    { field: 'disk_size', value: 'two' },
    { field: 'disk_size', value: '20,"status":"sucess"' },
    { field: 'ram_size', value: 'Unknown' },
    { field: 'ram_size', value: Number.NaN },
    { field: 'core_count', value: '2,"status":"sucess"' },
    { field: 'core_count', value: null },
    { field: 'nsapp', value: null },
    { field: 'type', value: 'tool' },
    { field: 'os_type', value: 12 },
  ])(
    'like $value for $field is named to the caller and stops no install (240f1f391 #11913, 39afa8770, 820d4551a)',
    async ({ field, value }) => {
      const gate = await aGate(() => 'hand on');
      const telemetry = aClient({ url: gate.url, attempts: 1 });
      const record = aRecord({ [field]: value });
      expect(await telemetry.create(record)).toMatchObject({
        outcome: 'failed',
        error: { code: 'invalid-record', fate: 'not-sent', fields: { [field]: expect.any(String) } },
      });
      expect(gate.seen).toEqual([]);
      expect(await telemetry.track(record, () => 'installed')).toBe('installed');
      expect(await server().records(record.random_id)).toEqual([]);
    },
  );

  it.each([
    { what: 'left out', given: {} },
    {
      what: 'undefined',
      given: Object.fromEntries([...Object.keys(everything), 'ct_type'].map((field) => [field, undefined])),
    },
    { what: 'empty', given: { disk_size: '', os_type: '', os_version: '', method: '' } },
  ])('that is $what has a default, and the record is stored (81ec696ac #11912)', async ({ given }) => {
    const record = aRecord(given);
    const telemetry = aClient();
    expect(await telemetry.create(record)).toMatchObject({ outcome: 'created' });
    expect(await telemetry.update({ random_id: record.random_id })).toMatchObject({ outcome: 'updated' });
    expect(await server().records(record.random_id)).toMatchObject([
      {
        nsapp: 'plex',
        ct_type: 1,
        disk_size: 0,
        core_count: 0,
        ram_size: 0,
        os_type: '',
        os_version: '',
        method: 'default',
        pve_version: 'not found',
        status: 'failed',
      },
    ]);
  });

  it.each([
    { method: 'advanced: my own way', os_type: 'debian' },
    { method: 'mydefaults-local', os_type: 'haos' },
    { method: 'community/turnkey', os_type: 'Windows Server 2025' },
  ])('of free text, $method on $os_type, is on nobody’s list (ce375b02a, 7020cb0)', async (free) => {
    const { random_id } = await aClient().create(aRecord(free));
    expect(await server().records(random_id)).toMatchObject([free]);
  });

  it.each(['lxc', 'vm', 'addon', 'pve'] as const)(
    'of type %s is what the caller said, to the end (1c3c223e5, 491081ffb, b43996022 #12041)',
    async (type) => {
      const record = aRecord({ type });
      expect(await aClient().track(record, () => 'installed')).toBe('installed');
      expect(await server().records(record.random_id)).toMatchObject([{ type, status: 'sucess' }]);
    },
  );
});

describeOnPocketBase('the status', () => {
  it.each([
    { status: 'sucess', stored: 'sucess' },
    { status: 'success', stored: 'sucess' },
    { status: 'done', stored: 'sucess' },
    { status: 'failed', stored: 'failed' },
    { status: '', stored: 'failed' },
    { status: undefined, stored: 'failed' },
    { status: 'aborted', stored: 'unknown' },
    { status: 'user_aborted', stored: 'unknown' },
    { status: 'Done', stored: 'unknown' },
    { status: 'installing', stored: 'unknown' },
  ])('$status is stored as the collection spells it, $stored (b034d5b05, 1420a10)', async ({ status, stored }) => {
    const telemetry = aClient();
    const { random_id } = await telemetry.create(aRecord());
    expect(await telemetry.update({ random_id, status, exit_code: 100 })).toMatchObject({ outcome: 'updated' });
    expect(await server().records(random_id)).toMatchObject([
      stored === 'sucess'
        ? { status: stored, exit_code: 0, error: '' }
        : { status: stored, exit_code: 100, error: expect.stringContaining('APT') },
    ]);
  });

  it.each([
    { what: 'returns early', work: () => undefined, stored: { status: 'sucess', exit_code: 0 } },
    { what: 'throws', work: () => Promise.reject(new Error('no')), stored: { status: 'failed', exit_code: 1 } },
    { what: 'throws nothing at all', work: () => Promise.reject(undefined), stored: { status: 'failed' } },
    {
      what: 'leaves with a code',
      work: () => spawnSync('sh', ['-c', 'exit 3']),
      stored: { status: 'failed', exit_code: 3 },
    },
  ])(
    'is never left at installing by a work that $what (896714e06 #11991, 878672a8d, 820d4551a)',
    async ({ work, stored }) => {
      const record = aRecord();
      await Promise.resolve(aClient().track<unknown>(record, work)).catch(() => undefined);
      expect(await server().records(record.random_id)).toMatchObject([stored]);
    },
  );

  it('is no success while the installer still runs (86c658909)', async () => {
    const record = aRecord();
    const child = await aClient().track(record, () => spawn('sleep', ['20']));
    child.kill();
    expect(await server().records(record.random_id)).toMatchObject([{ status: 'unknown', exit_code: 1 }]);
  });

  it('is final before a process that waits for settled() exits (896714e06 #11991)', async () => {
    const random_id = randomUUID();
    const { code, printed } = await endOf(
      aProcess(
        `import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';
         const { PB_URL: baseUrl, random_id } = process.env;
         const telemetry = new TelemetryClient({ consent: 'yes', backend: pocketBase({ baseUrl }) });
         void telemetry.create({ type: 'lxc', nsapp: 'plex', random_id });
         void telemetry.update({ random_id, exit_code: 100 });
         await telemetry.settled();
         process.exit(100);`,
        { PB_URL: server().url, random_id },
      ),
    );
    expect({ code, printed }).toEqual({ code: 100, printed: '' });
    expect(await server().records(random_id)).toMatchObject([{ status: 'failed', exit_code: 100 }]);
  });

  it.each<NodeJS.Signals>(['SIGHUP', 'SIGINT', 'SIGTERM'])(
    'is aborted with 130 when %s ends the reporter itself (d773b939f, b43996022 #12041)',
    async (signal) => {
      const random_id = randomUUID();
      const child = aProcess(
        `import { setTimeout } from 'node:timers/promises';
         import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';
         const { PB_URL: baseUrl, random_id, END } = process.env;
         const telemetry = new TelemetryClient({ consent: 'yes', backend: pocketBase({ baseUrl }) });
         const interrupted = new AbortController();
         const { signal } = interrupted;
         process.once(END, () => interrupted.abort());
         const work = ({ signal }) => setTimeout(60_000, 'installed', { signal });
         await telemetry.track({ type: 'lxc', nsapp: 'plex', random_id }, work, { signal }).catch(() => undefined);
         process.exit(7);`,
        { PB_URL: server().url, random_id, END: signal },
      );
      const ended = endOf(child);
      await expect.poll(() => server().records(random_id), { timeout: 10_000 }).toHaveLength(1);
      child.kill(signal);
      expect(await ended).toEqual({ code: 7, printed: '' });
      expect(await server().records(random_id)).toMatchObject([{ status: 'unknown', exit_code: 130 }]);
    },
  );
});

describeOnPocketBase('the exit code', () => {
  it.each([
    { said: 'INTERRUPTED', stored: 1 },
    { said: 'apt-get install -y plex', stored: 1 },
    { said: 'none', stored: 1 },
    { said: '', stored: 1 },
    { said: undefined, stored: 1 },
    { said: '-1', stored: 1 },
    { said: '1.5', stored: 1 },
    { said: ' 7', stored: 1 },
    { said: '99999999999999999999', stored: 1 },
    { said: '1,"status":"sucess"', stored: 1 },
    { said: '007', stored: 7 },
    { said: '127', stored: 127 },
    { said: 130, stored: 130 },
    { said: 256, stored: 256 },
  ])('said as $said is stored as the number $stored (406d53ea2 #11822, 820d4551a)', async ({ said, stored }) => {
    const telemetry = aClient();
    const { random_id } = await telemetry.create(aRecord());
    expect(await telemetry.update({ random_id, status: 'failed', exit_code: said })).toMatchObject({
      outcome: 'updated',
    });
    expect(await server().records(random_id)).toMatchObject([{ status: 'failed', exit_code: stored }]);
  });

  it.each([
    { script: 'exit 100', stored: 100, error: 'APT: Package manager error (broken packages / dependency problems)' },
    { script: 'no-such-command', stored: 127, error: 'Command not found' },
    { script: 'kill -HUP $$', stored: 129, error: 'Unknown error' },
    { script: 'kill -INT $$', stored: 130, error: 'Terminated by Ctrl+C (SIGINT)' },
    { script: 'kill -TERM $$', stored: 143, error: 'Terminated (SIGTERM)' },
    { script: 'kill -KILL $$', stored: 137, error: 'Killed (SIGKILL / Out of memory?)' },
  ])(
    'of an installer that does $script is $stored, not 1 (5dc244a8c #12467, 17de8e761 #12475, d773b939f)',
    async ({ script, stored, error }) => {
      const record = aRecord();
      const install = (): Promise<unknown> =>
        promisify(execFile)('sh', ['-c', script]).catch((cause: unknown) => {
          throw new Error('the installer failed', { cause });
        });
      await expect(aClient().track(record, install)).rejects.toThrow('the installer failed');
      expect(await server().records(record.random_id)).toMatchObject([{ status: 'failed', exit_code: stored, error }]);
    },
  );

  it('is all that leaves of an error: no message, address, path or host name (691cec80a #12216)', async () => {
    const gate = await aGate(() => 'hand on');
    const record = aRecord();
    const secrets = ['192.168.17.20', 'fe80::17', '/root/.ssh', 'hunter2', hostname()];
    const thrown = Object.assign(new Error(`ssh ${secrets.join(' ')} failed`), {
      exitCode: 255,
      cmd: secrets.join(' '),
      stderr: secrets.join('\n'),
    });
    await expect(aClient({ url: gate.url }).track(record, () => Promise.reject(thrown))).rejects.toBe(thrown);
    expect(gate.methods()).toEqual(['POST', 'PATCH']);
    const left = JSON.stringify(gate.seen);
    expect(secrets.filter((secret) => left.includes(secret))).toEqual([]);
    expect(await server().records(record.random_id)).toMatchObject([
      { exit_code: 255, error: 'DPKG: Fatal internal error' },
    ]);
  });
});

describeOnPocketBase('a redirect', () => {
  it.each([301, 302, 303, 307, 308])('of %i loses no body and no method (4a8a4180d)', async (status) => {
    const gate = await aGate(({ target }) =>
      target.startsWith('/moved') ? 'hand on' : { status, headers: { location: `${gate.url}/moved${target}` } },
    );
    const record = aRecord(everything);
    const { random_id } = record;
    expect(await aClient({ url: gate.url }).create(record)).toMatchObject({ outcome: 'created' });
    expect(await aClient({ url: gate.url }).update({ random_id, exit_code: 100 })).toMatchObject({
      outcome: 'updated',
    });
    expect(gate.methods()).toEqual(['POST', 'POST', 'GET', 'GET', 'PATCH', 'PATCH']);
    expect(await server().records(random_id)).toMatchObject([
      { ...everythingStored, status: 'failed', exit_code: 100, error: expect.stringContaining('APT') },
    ]);
  });

  it('from http to https loses no record (4a8a4180d)', async () => {
    const seen: string[] = [];
    const backend = pocketBase({
      baseUrl: 'http://db.example',
      transport: async ({ url, ...request }) => {
        const { origin, pathname, search } = new URL(url);
        seen.push(`${request.method} ${origin}`);
        if (origin === 'http://db.example') {
          return { status: 301, headers: { location: `https://db.example${pathname}${search}` }, body: null };
        }
        return fetch(`${server().url}${pathname}${search}`, { ...request, redirect: 'manual' });
      },
    });
    const record = aRecord(everything);
    const telemetry = aClient({ backend });
    expect(await telemetry.create(record)).toMatchObject({ outcome: 'created' });
    expect(await telemetry.update({ random_id: record.random_id, exit_code: 100 })).toMatchObject({
      outcome: 'updated',
    });
    expect(seen).toEqual(['POST http', 'POST https', 'PATCH http', 'PATCH https'].map((one) => `${one}://db.example`));
    expect(await server().records(record.random_id)).toMatchObject([{ ...everythingStored, exit_code: 100 }]);
  });

  it.each([
    { what: 'the list', where: '' },
    { what: 'a record', where: '/stranger' },
  ])('that turns a POST into a GET of $what never leads to a stranger’s record (820d4551a)', async ({ where }) => {
    const stranger = await aStranger();
    const location = `/moved${RECORDS}${where.replace('stranger', stranger.record_id)}`;
    const gate = await aGate(({ method }) => (method === 'POST' ? { status: 301, headers: { location } } : 'hand on'));
    // What `fetch` does where nobody tells it not to.
    const backend = pocketBase({
      baseUrl: gate.url,
      transport: ({ url, ...request }) => fetch(url, { ...request, redirect: 'follow' }),
    });
    const telemetry = aClient({ backend, attempts: 1 });
    const { random_id, outcome } = await telemetry.create(aRecord());
    expect(outcome).toBe('failed');
    expect(gate.methods()).toEqual(['POST', 'GET']);
    expect(await telemetry.update({ random_id, exit_code: 100 })).toMatchObject({ outcome: 'failed' });
    expect(gate.methods()).not.toContain('PATCH');
    await stranger.isUntouched();
  });
});

describe('reports', () => {
  it('go to https where the caller names no server (4a8a4180d)', async () => {
    const transport = scripted(answers.stored());
    await new TelemetryClient({ consent: 'yes', backend: pocketBase({ transport }) }).create(aRecord());
    expect(transport.seen.map(({ url }) => url.protocol)).toEqual(['https:']);
  });
});

describeOnPocketBase('a stranger’s record is not touched', () => {
  it('by an answer that names its id first, in a record inside the record (820d4551a)', async () => {
    const stranger = await aStranger();
    const nested = { expand: { parent: { id: stranger.record_id } } };
    const gate = await aGate(async ({ method }, handOn) => {
      const { body = '', ...answer } = await handOn();
      const json = JSON.parse(body) as { items?: object[] };
      const items = json.items?.map((item) => ({ ...nested, ...item }));
      const nesting = method === 'PATCH' ? json : { ...nested, ...json, ...(items === undefined ? {} : { items }) };
      return { ...answer, body: JSON.stringify(nesting, null, 2) };
    });
    const created = await aClient({ url: gate.url }).create(aRecord());
    const [own] = await server().records(created.random_id);
    expect(created).toMatchObject({ outcome: 'created', record_id: own?.id });
    expect(await aClient({ url: gate.url }).update({ random_id: created.random_id, exit_code: 100 })).toMatchObject({
      outcome: 'updated',
      record_id: own?.id,
    });
    expect(await server().records(created.random_id)).toMatchObject([{ exit_code: 100 }]);
    await stranger.isUntouched();
  });

  it.each([202, 403, 404, 500])('by an id in the lookup’s answer of %i (820d4551a)', async (status) => {
    const stranger = await aStranger();
    const body = JSON.stringify({ items: [{ id: stranger.record_id }] });
    const gate = await aGate(({ method }) => (method === 'GET' ? { status, body } : 'hand on'));
    const telemetry = aClient({ url: gate.url, attempts: 1 });
    expect(await telemetry.update({ random_id: randomUUID() })).toMatchObject({ outcome: 'failed' });
    expect(gate.methods()).toEqual(['GET']);
    await stranger.isUntouched();
  });

  it.each([
    "x'||random_id!='",
    "x') || (random_id!='",
    '12345678&filter=(nsapp!=1)',
    '12345678#fragment',
    '12345678 and a blank',
    '{12345678,87654321}',
    '../../../admins/12345678',
    'back\\slash-12345678',
  ])('by a random_id of %s (b465a4c, 820d4551a)', async (random_id) => {
    const stranger = await aStranger();
    const gate = await aGate(() => 'hand on');
    const telemetry = aClient({ url: gate.url });
    const refused = { outcome: 'failed', error: { code: 'invalid-record', fields: { random_id: expect.any(String) } } };
    expect(await telemetry.create(aRecord({ random_id }))).toMatchObject(refused);
    expect(await telemetry.update({ random_id, status: 'done' })).toMatchObject(refused);
    expect(gate.seen).toEqual([]);
    await stranger.isUntouched();
  });

  it.each(["x'||random_id!='", "x') || (random_id!='", '12345678&filter=(nsapp!=1)', '12345678#', '{1,2}'])(
    'by a lookup of %s, whoever asks for it (b465a4c, 820d4551a)',
    async (random_id) => {
      await aStranger();
      const { signal } = new AbortController();
      expect(await pocketBase({ baseUrl: server().url }).find?.(random_id, { signal })).toBeUndefined();
    },
  );
});

describeOnPocketBase('an installation', () => {
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

  it('waits ten seconds at most where nobody set a deadline (dd46dd2d8 #12316: up to 33 s)', async () => {
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
