import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { table } from '../../src/cli/records/table.js';
import { RECORD_FIELDS } from '../../src/sources/records/record-fields.js';
import { aRow, ReadService, spell } from '../ingest/read-service.js';
import { serve } from '../support/http-server.js';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';

const cli = fileURLToPath(new URL('../../dist/cli/telemetry.cjs', import.meta.url));
const server = usePocketBase();

interface Printed {
  readonly code: number;
  readonly lines: string[];
  readonly stderr: string;
}

function telemetry(args: readonly string[], variables: NodeJS.ProcessEnv = { PB_URL: server().url }): Promise<Printed> {
  const env = { PATH: process.env['PATH'], ...variables };
  return new Promise((resolve) =>
    execFile(process.execPath, [cli, ...args], { env, timeout: 20_000 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), lines: stdout.trimEnd().split('\n'), stderr }),
    ),
  );
}

/** Runs `records --follow` until it is stopped. */
function following(args: readonly string[]): { lines: () => string[]; stop: () => Promise<void> } {
  const env = { PATH: process.env['PATH'], PB_URL: server().url };
  const running = spawn(process.execPath, [cli, 'records', '--follow', ...args], { env });
  onTestFinished(() => void running.kill('SIGKILL'));
  let printed = '';
  running.stdout.on('data', (text) => (printed += String(text)));
  return {
    lines: () => printed.split('\n').slice(0, -1),
    async stop() {
      running.kill('SIGTERM');
      expect(await once(running, 'close')).toEqual([0, null]);
    },
  };
}

const collection = (): string => `${server().url}/api/collections/_dev_telemetry_data/records`;

/** @returns the id of the record. */
async function store(record: object): Promise<string> {
  const answer = await fetch(collection(), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ random_id: randomUUID(), type: 'lxc', ct_type: 1, ...record }),
  });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { id: string }).id;
}

const succeed = (id: string): Promise<void> => change(id, { status: 'sucess' });

async function change(id: string, changes: object): Promise<void> {
  const answer = await fetch(`${collection()}/${id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(changes),
  });
  expect(answer.status).toBe(200);
}

it.each([
  { width: undefined, lines: ['a   bb', 'aa  something long'] },
  { width: 10, lines: ['a   bb', 'aa  somet…'] },
  { width: 18, lines: ['a   bb', 'aa  something long'] },
])('a table fits $width characters', ({ width, lines }) => {
  expect(table([['a', 'bb'], ['aa', 'something long']], width)).toEqual(lines); // prettier-ignore
});

it.each([
  { what: 'a long cell', cells: ['a'.repeat(3_000), 'b'], width: 40, line: `${'a'.repeat(23)}…  b` },
  {
    what: 'a long cell where nothing need fit',
    cells: ['a'.repeat(30), 'b'],
    width: undefined,
    line: `${'a'.repeat(30)}  b`,
  },
  { what: 'wide characters', cells: ['日本', 'ab日'], width: 8, line: '日本  a…' },
  { what: 'an emoji at the end', cells: ['a', 'b😀😀'], width: 6, line: 'a  b…' },
  { what: 'marks, which take no room', cells: ['a\u0301', 'bc'], width: 5, line: 'a\u0301  bc' },
  { what: 'what is not set', cells: [undefined, null, 'a'], width: 40, line: '    a' },
  { what: 'control characters', cells: ['\u001B[1m', 'a\tb\u202E'], width: 40, line: '\\u001b[1m  a b\\u202e' },
])('a table shows $what', ({ cells, width, line }) => {
  expect(table([cells], width)).toEqual([line]);
});

it('a table has any number of rows', () => {
  const rows = Array.from({ length: 200_000 }, () => ['a', 'b']);
  expect(table(rows, 80)).toHaveLength(rows.length);
});

it('records --json ends when nothing reads what it prints', async () => {
  const service = new ReadService(
    Array.from({ length: 3_000 }, (_, place) =>
      aRow({ random_id: `run-${place}`, nsapp: 'x'.repeat(60), created: spell(Date.now() - 1_000 * place - 60_000) }),
    ),
  );
  let asked = 0;
  const http = createServer(({ url = '' }, response) => {
    asked += 1;
    const { status, headers, body } = service.answer(url);
    response.writeHead(status, headers).end(body);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void http.close());
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  const reading = spawn(process.execPath, [cli, 'records', '--json', '--service', `http://127.0.0.1:${port}`], {
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  reading.stdout.destroy();
  expect(await once(reading, 'close')).toEqual([0, null]);
  expect(asked).toBeLessThan(10);
});

it('records --service reads from the ingest service, by the URL to which it reports', async () => {
  const created = spell(Date.now() - 60_000);
  const service = new ReadService([
    aRow({ random_id: 'a', status: 'failed', nsapp: 'plex', exit_code: 127, created }),
    aRow({ random_id: 'b', status: 'success', nsapp: 'plex', created }),
  ]);
  const http = createServer(({ url = '' }, response) => {
    const { status, headers, body } = service.answer(url);
    response.writeHead(status, headers).end(body);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void http.close());
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;

  const { code, lines } = await telemetry(
    ['records', '--json', '--since', '1d', '--status', 'failed', '--service', `http://127.0.0.1:${port}/telemetry`],
    {},
  );
  expect([code, lines.map((line) => JSON.parse(line) as object)]).toMatchObject([
    0,
    [{ key: 'a', nsapp: 'plex', exit_code: 127 }],
  ]);
});

it('the guide names the columns of records --csv in their order', () => {
  const guide = readFileSync(new URL('../../docs/read.md', import.meta.url), 'utf8').replaceAll(/\s+/g, ' ');
  const [, columns = ''] = /Those of `records` are ([^.]*)\. /.exec(guide) ?? [];
  expect(columns.match(/\w+(?=`)/g)).toEqual(Object.keys(RECORD_FIELDS));
});

it('records --follow says once that a service is asked again and again', async () => {
  const service = new ReadService([]);
  const url = await serve(({ url: path = '' }, response) => {
    const { status, headers, body } = service.answer(path);
    response.writeHead(status, headers).end(body);
  });
  const env = { PATH: process.env['PATH'], TELEMETRY_DEBUG: '1' };
  const running = spawn(process.execPath, [cli, 'records', '--follow', '--service', url], { env });
  onTestFinished(() => void running.kill('SIGKILL'));
  let said = '';
  running.stderr.on('data', (text) => (said += String(text)));
  await vi.waitFor(() => expect(said).toContain('asked every 30 seconds\n'), { timeout: 10_000 });
  running.kill('SIGTERM');
  expect(await once(running, 'close')).toEqual([0, null]);
  expect(said).toBe('telemetry: this server cannot tell changes, so it is asked every 30 seconds\n');
});

describeOnPocketBase('telemetry records and top', () => {
  beforeAll(async () => {
    await store({
      nsapp: 'plex',
      status: 'failed',
      exit_code: 127,
      os_type: 'debian',
      os_version: '12',
      error: 'a\nb',
    });
    await store({ nsapp: 'plex', status: 'failed', exit_code: 127, error: '=1+1' });
    await store({ nsapp: 'immich\u001B[31m', status: 'failed', exit_code: 206 });
    await store({ nsapp: 'immich', status: 'sucess', exit_code: 0 });
  });

  it('records prints a table of what matches, the newest first, and nothing else', async () => {
    const { code, lines, stderr } = await telemetry([
      'records',
      '--status',
      'failed',
      '--nsapp',
      'plex',
      '--since',
      '1h',
    ]);
    expect([code, stderr]).toEqual([0, '']);
    const moment = String.raw`\d{4}-\d\d-\d\dT[\d:.]+Z`;
    expect(lines).toEqual([
      expect.stringMatching(/^created +status +code +nsapp +os +error$/),
      expect.stringMatching(new RegExp(`^${moment}  failed  127   plex +=1\\+1$`)),
      expect.stringMatching(new RegExp(`^${moment}  failed  127   plex   debian 12  a$`)),
    ]);
  });

  it('records --json prints a line for each record', async () => {
    const { lines } = await telemetry(['records', '--json', '--status', 'success,failed', '--limit', '2']);
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { nsapp: 'immich', status: 'success' },
      { exit_code: 206 },
    ]);
  });

  it('records --csv prints no formula', async () => {
    const { lines } = await telemetry(['records', '--csv', '--nsapp', 'plex']);
    expect(lines[0]).toBe(`${Object.keys(RECORD_FIELDS).join()}\r`);
    expect(lines.join('\n')).toContain(",'=1+1,");
    expect(lines.join('\n')).not.toContain('\\u');
  });

  it.each([
    { args: ['records', '--nsapp', 'none'], head: Object.keys(RECORD_FIELDS).join() },
    { args: ['top', '--nsapp', 'none'], head: 'nsapp,exit_code,explanation,category,blocked,runs,failures,share' },
  ])('$args --csv prints its columns without a row', async ({ args, head }) => {
    expect(await telemetry([...args, '--csv'])).toEqual({ code: 0, lines: [head], stderr: '' });
  });

  it('top --csv prints a failure with its share', async () => {
    const { lines } = await telemetry(['top', '--csv', '--limit', '1']);
    expect(lines[1]).toMatch(/^plex,127,Command not found,dependency,false,2,3,0\.66\d*\r?$/);
  });

  it('prints no control character of a record', async () => {
    const { lines } = await telemetry(['records']);
    expect(lines.join('\n')).not.toContain('\u001B');
  });

  it('top explains the most frequent failures', async () => {
    const { code, lines } = await telemetry(['top', '--limit', '2']);
    expect([code, lines]).toEqual([
      0,
      [
        expect.stringMatching(/^runs {2}share +nsapp +code {2}explanation$/),
        expect.stringMatching(/^2 +66\.7 % {2}plex +127 +Command not found$/),
        expect.stringMatching(/^1 +33\.3 % {2}immich.* 206 +blocked: /),
      ],
    ]);
    expect(JSON.parse((await telemetry(['top', '--json'])).lines[0] ?? '')).toMatchObject([
      { nsapp: 'plex', runs: 2 },
      {},
    ]);
  });

  it.each([
    { args: ['records', '--status', 'faild'], code: 2, says: 'did you mean `failed`' },
    { args: ['records', '--since', 'yesterday'], code: 2, says: '--since: expected 30m' },
    { args: ['records', '--since', '2026-13-01T00:00:00Z'], code: 2, says: '--since: expected 30m' },
    { args: ['records', '--since', '999999d'], code: 2, says: '--since: expected 30m' },
    { args: ['top', '--limit', 'many'], code: 2, says: '--limit: expected an integer' },
    { args: ['top', '--limit', ''], code: 2, says: '--limit: expected an integer' },
    { args: ['records', '--limit', '0'], code: 2, says: '--limit: expected an integer' },
    { args: ['records', '--follow', '--csv'], code: 2, says: '--follow' },
    { args: ['records', '--follow', '--limit', '5'], code: 2, says: '--follow has no end' },
    { args: ['top', '--follow'], code: 2, says: 'top does not take --follow' },
    { args: ['records', '--service', 'http://127.0.0.1:1/telemetry'], code: 1, says: 'got no answer' },
    { args: ['records', '--service', 'telemetry.example.org'], code: 2, says: 'baseUrl' },
    { args: ['records', '--url', 'http://127.0.0.1:1'], code: 1, says: 'got no answer' },
  ])('$args ends with $code', async ({ args, code, says }) => {
    const printed = await telemetry(args);
    expect([printed.code, printed.lines]).toEqual([code, ['']]);
    expect(printed.stderr).toContain(says);
  });

  it('records --follow prints what is there and ends with SIGTERM', async () => {
    const env = { PATH: process.env['PATH'], PB_URL: server().url };
    const following = spawn(process.execPath, [cli, 'records', '--follow', '--json', '--since', '1h'], { env });
    onTestFinished(() => void following.kill('SIGKILL'));
    let printed = '';
    following.stdout.on('data', (text) => (printed += String(text)));
    await vi.waitFor(() => expect(printed.trimEnd().split('\n')).toHaveLength(4), { timeout: 10_000 });
    following.kill('SIGTERM');
    expect(await once(following, 'close')).toEqual([0, null]);
  });

  it('records --follow prints rows below each other, and those that were removed', async () => {
    const apps = ['--nsapp', 'followed,followed-by-a-long-name'];
    const { lines, stop } = following(['--status', 'installing,failed', '--since', '1h', ...apps]);
    const first = await store({ nsapp: 'followed', status: 'installing' });
    await vi.waitFor(() => expect(lines()).toHaveLength(2), { timeout: 10_000 });
    await store({ nsapp: 'followed-by-a-long-name', status: 'failed', exit_code: 1, error: 'E: no' });
    await vi.waitFor(() => expect(lines()).toHaveLength(3), { timeout: 10_000 });
    await succeed(first);
    await vi.waitFor(() => expect(lines()).toHaveLength(4), { timeout: 10_000 });
    const moment = String.raw`\d{4}-\d\d-\d\dT[\d:.]+Z`;
    await stop();
    expect(lines()).toEqual([
      expect.stringMatching(/^created {17,}status +code +nsapp +os +error$/),
      expect.stringMatching(new RegExp(`^${moment} {2}installing {8}followed`)),
      expect.stringMatching(new RegExp(`^${moment} {2}failed {6}1 {5}followed-by-a-long-name {2,}E: no$`)),
      expect.stringMatching(new RegExp(`^${moment} {2}removed {11}followed$`)),
    ]);
  });

  it('records --follow prints what happens from now on, also to runs that began before', async () => {
    await store({ nsapp: 'began-before', status: 'failed', exit_code: 1, error: 'before' });
    const running = await store({ nsapp: 'began-before', status: 'installing' });
    const { lines, stop } = following(['--status', 'failed', '--nsapp', 'began-before']);
    await vi.waitFor(() => expect(lines()).toHaveLength(1), { timeout: 10_000 });
    await change(running, { status: 'failed', exit_code: 2, error: 'now' });
    await vi.waitFor(() => expect(lines()).toHaveLength(2), { timeout: 10_000 });
    await stop();
    expect(lines()).toEqual([
      expect.stringMatching(/^created/),
      expect.stringMatching(/ failed +2 +began-before +now$/),
    ]);
  });

  it('records --follow --json prints the key of a record that was removed', async () => {
    const { lines, stop } = following(['--json', '--status', 'installing', '--since', '1h', '--nsapp', 'leaves']);
    const first = await store({ nsapp: 'leaves', status: 'installing' });
    await vi.waitFor(() => expect(lines()).toHaveLength(1), { timeout: 10_000 });
    await succeed(first);
    await vi.waitFor(() => expect(lines()).toHaveLength(2), { timeout: 10_000 });
    await stop();
    const [record, removed] = lines().map((line) => JSON.parse(line) as { key: string });
    expect(removed).toEqual({ key: record?.key, removed: true });
  });
});
