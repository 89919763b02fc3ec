import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { table } from '../../src/cli/records/table.js';
import { aRow, ReadService, spell } from '../ingest/read-service.js';
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

async function store(record: object): Promise<void> {
  const answer = await fetch(`${server().url}/api/collections/_dev_telemetry_data/records`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ random_id: randomUUID(), type: 'lxc', ct_type: 1, ...record }),
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
    expect(lines[0]).toMatch(/^key,.*random_id,[a-z_,]*\r$/);
    expect(lines.join('\n')).toContain(",'=1+1,");
    expect(lines.join('\n')).not.toContain('\\u');
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
});
