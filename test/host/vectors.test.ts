import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { consentFromHost } from '../../src/host/consent/consent-from-host.js';
import { DIAGNOSTICS_FILE } from '../../src/host/consent/diagnostics-file.js';
import { recordFromEnvironment } from '../../src/host/environment/record-from-environment.js';
import { type GivenStatus, pocketBase, TelemetryClient } from '../../src/index.js';
import { type RecordedRequest, recordingServer } from '../conformance/recording-server.js';
import type { Vector } from '../conformance/vector.js';

const file = new URL('../conformance/api-func.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: Vector[] };
const GROUPS = /^(?:create-lxc|create-vm|gating)-/;

/** A recorded run that a rule above the vectors overrules. */
interface Overruled {
  /** Completes "since …". */
  readonly rule: string;
  /** The requests made instead, each as its method and what has to be in its body. */
  readonly requests: readonly (readonly [method: string, body?: object])[];
  /** The variables that are named as of no use. */
  readonly problems?: readonly string[];
}

const onlyAYesSends: Overruled = { rule: 'only an explicit yes sends', requests: [] };
const textIsText = (body: object): Overruled => ({
  rule: 'text is sent as the text it is',
  requests: [['POST', body]],
});

const overruled: Readonly<Record<string, Overruled>> = {
  'create-lxc-04': { rule: 'a privileged container is stored as 1', requests: [['POST', { ct_type: 1 }]] },
  'create-lxc-quirk-02': { rule: 'a fraction of a GB is kept', requests: [['POST', { disk_size: 8.5 }]] },
  'create-lxc-quirk-05': {
    rule: 'a number that is none is named and left out',
    requests: [['POST', { ct_type: 1, nsapp: 'plex' }]],
    problems: ['CT_TYPE'],
  },
  'create-lxc-quirk-06': textIsText({ nsapp: 'my "app"' }),
  'create-lxc-quirk-08': textIsText({ nsapp: 'a\\d' }),
  'create-lxc-quirk-10': textIsText({ nsapp: 'a\tb' }),
  'create-lxc-quirk-11': textIsText({ nsapp: 'x", "status": "sucess", "zz": "1', status: 'installing' }),
  'create-lxc-quirk-12': textIsText({ method: 'adv\\' }),
  'create-lxc-02': { rule: 'a record without nsapp is refused by name', requests: [] },
  'gating-08': onlyAYesSends,
  'gating-09': onlyAYesSends,
  'gating-12': onlyAYesSends,
  'gating-13': onlyAYesSends,
  'gating-14': onlyAYesSends,
  'gating-15': onlyAYesSends,
  'gating-19': { rule: 'no curl is needed', requests: [['GET']] },
  'create-vm-09': {
    rule: 'without a file the yes of the environment counts, as it does for the shell client of today',
    requests: [['POST', { type: 'vm', disk_size: 20 }]],
  },
  'create-vm-10': {
    rule: 'without a file the yes of the environment counts, as it does for the shell client of today',
    // The answers were recorded for the two other requests, so only the first one says something.
    requests: [['POST', { type: 'vm', disk_size: 20 }]],
  },
  'create-vm-13': { rule: 'a no anywhere is a no', requests: [] },
  'create-vm-23': { rule: 'a yes after export is an explicit one', requests: [['POST', { type: 'vm' }]] },
  'create-vm-quirk-03': onlyAYesSends,
  'create-vm-quirk-05': onlyAYesSends,
  'create-vm-quirk-07': onlyAYesSends,
  'create-vm-quirk-08': { rule: 'units are understood', requests: [['POST', { disk_size: 8 }]] },
  'create-vm-quirk-09': { rule: 'units are understood', requests: [['POST', { disk_size: 1024 }]] },
  'create-vm-quirk-12': { rule: 'what is missing harms nobody', requests: [['POST', { disk_size: 0 }], ['GET']] },
};

const ours = vectors.filter(({ id }) => GROUPS.test(id));
const standing = ours.filter(({ id }) => !Object.hasOwn(overruled, id));

/** What a script of ours does on a host with this environment and this diagnostics file. */
async function replay(vector: Vector): Promise<{ requests: readonly RecordedRequest[]; problems: readonly string[] }> {
  const root = mkdtempSync(join(tmpdir(), 'host-'));
  const server = await recordingServer(vector.server);
  onTestFinished(async () => {
    rmSync(root, { recursive: true });
    await server.stop();
  });
  const path = join(root, DIAGNOSTICS_FILE);
  if (vector.diagnostics_file !== null) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, vector.diagnostics_file);
  }

  const telemetry = new TelemetryClient({
    consent: consentFromHost({ path, env: vector.env }),
    attempts: 1,
    closeGuard: 'attempted',
    backend: pocketBase({ baseUrl: server.url }),
  });
  const problems: string[] = [];
  for (const call of vector.calls) {
    const [command, status, exit_code] = call.split(' ');
    const reading = recordFromEnvironment(vector.env, command === 'post_to_api_vm' ? { type: 'vm' } : {});
    const { record } = reading;
    if (command === 'post_update_to_api') {
      await telemetry.update({ random_id: record.random_id ?? '', status: status as GivenStatus, exit_code });
    } else {
      await telemetry.create({ ...record, pve_version: pveVersion(vector) });
      problems.push(...reading.problems.map(({ name }) => name));
    }
  }
  return { requests: server.requests, problems };
}

/** What `pveversion` printed is no part of an environment. */
function pveVersion({ pveversion }: Vector): string | undefined {
  if (pveversion === null) return undefined;
  const printed = typeof pveversion === 'string' ? pveversion : pveversion.stdout;
  return printed.split(/[/ ]/)[1] ?? '';
}

/** Method, path and decoded query. */
function meaningOf({ method, target }: Pick<RecordedRequest, 'method' | 'target'>): object {
  const { pathname, searchParams } = new URL(target, 'http://recorded');
  return { method, pathname, query: Object.fromEntries(searchParams) };
}

describe('a host reports as the shell client did', () => {
  it.each(standing.map((vector) => [vector.id, vector.name, vector] as const))('%s: %s', async (_id, _name, vector) => {
    const { requests, problems } = await replay(vector);
    expect(requests.map(meaningOf)).toEqual(vector.requests.map(meaningOf));
    // As text, so that the order of the keys counts too.
    expect(requests.map(({ body }) => body)).toEqual(
      vector.requests.map(({ body_json }) => (body_json === undefined ? '' : JSON.stringify(body_json))),
    );
    expect(problems).toEqual([]);
  });
});

describe('a host reports differently', () => {
  it.each(Object.entries(overruled))('%s: since $rule', async (id, expected) => {
    const { requests, problems } = await replay(vectors.find((vector) => vector.id === id) as Vector);
    const seen = expected.requests.length === 0 ? requests : requests.slice(0, expected.requests.length);
    expect(seen.map(({ method }) => method)).toEqual(expected.requests.map(([method]) => method));
    expected.requests.forEach(([, body], at) => {
      if (body !== undefined) expect(JSON.parse(seen[at]?.body ?? '')).toMatchObject(body);
    });
    expect(problems).toEqual(expected.problems ?? []);
  });

  it('names every vector it departs from, and replays all others', () => {
    const diverging = ours.filter(({ sdk }) => sdk.expect === 'diverge').map(({ id }) => id);
    expect(Object.keys(overruled)).toEqual(expect.arrayContaining(diverging));
    expect(ours.map(({ id }) => id)).toEqual(expect.arrayContaining(Object.keys(overruled)));
    expect(standing.length).toBeGreaterThan(24);
  });
});
