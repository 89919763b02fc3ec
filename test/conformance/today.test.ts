import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ingest } from '../../src/backends/ingest/index.js';
import { todayCatalogue } from '../../src/exit-codes/index.js';
import { describeFailure } from '../../src/failure/index.js';
import { recordFromEnvironment } from '../../src/host/index.js';
import {
  type GivenStatus,
  type CreateOutcome,
  type InstallationRecord,
  type InstallationUpdate,
  TelemetryClient,
  type Transport,
  type UpdateOutcome,
} from '../../src/index.js';
import { TRANSPORTS } from '../support/transports.js';
import { type RecordingServer, recordingServer } from './recording-server.js';
import type { Vector } from './vector.js';

/** A recorded run of the shell client of today. */
type TodayVector = Omit<Vector, 'PB_RECORD_ID' | 'sdk'>;

const file = new URL('./api-func-today.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: TodayVector[] };

/** What the shell client does and this one does not, and why. */
const EXCLUDED: Readonly<Record<string, string>> = {
  'today-create-06': 'a disk of 8.5 GB is 8, not 0',
  'today-create-08': 'its JSON is broken; here a number is a number',
  'today-create-09': 'its JSON is broken; here text is text',
  'today-create-vm-05': 'a file that says no is a no, whatever ends its line',
  'today-gating-04': 'there is no curl to be missing',
  'today-progress-02': 'there are no reports of progress',
  'today-progress-03': 'there are no reports of progress',
  'today-progress-04': 'there are no reports of progress',
  'today-update-07': 'the service would store failed with exit code 0 as a success',
  'today-update-08': 'the service would store failed with exit code 0 as a success',
  'today-update-26': 'output belongs to describeFailure, which masks addresses whole',
  'today-update-27': 'output belongs to describeFailure, which masks addresses whole',
  'today-update-29': 'it publishes an API key',
  'today-tools-03': 'the service would store a failed add-on as a success; and every payload is a whole one',
};

/** Reports that the shell client sends again, and this one does not before its call is over. */
const NOT_REPEATED: Readonly<Record<string, string>> = {
  'today-create-23': 'a service that takes no more takes no more for the rest of the minute',
};

const sound = vectors.filter(({ id }) => !Object.hasOwn(EXCLUDED, id));

/** The record the environment describes, as the host entry reads it, and what only the shell functions set. */
function recordOf({ env, pveversion }: TodayVector, type?: 'vm'): InstallationRecord {
  const { record } = recordFromEnvironment(env, { type });
  const seconds = env['INSTALL_START_TIME'] === undefined ? 0 : Date.now() / 1_000 - Number(env['INSTALL_START_TIME']);
  return {
    ...record,
    // The shell functions report nothing without one, and nothing else without a name.
    random_id: record.random_id ?? '',
    nsapp: record.nsapp || 'unknown',
    execution_id: env['EXECUTION_ID'],
    pve_version: pveversion === null ? '' : undefined,
    install_duration: Math.max(0, seconds),
    cpu_vendor: env['CPU_VENDOR'],
    cpu_model: env['CPU_MODEL'],
    gpu_vendor: env['GPU_VENDOR'],
    gpu_model: env['GPU_MODEL'],
    gpu_passthrough: env['GPU_PASSTHROUGH'],
    ram_speed: env['RAM_SPEED'],
    arch: 'amd64',
    has_arm: env['HAS_ARM'] === 'true',
    repo_source: env['REPO_SOURCE'] ?? 'ProxmoxVE',
  };
}

/** The end a shell statement reports, described by what the shell functions know of the command. */
function endOf({ env }: TodayVector, [status, exit_code]: readonly string[]): Omit<InstallationUpdate, 'random_id'> {
  const { FAILED_LINE: line, FAILED_COMMAND: command } = env;
  const aborted = status === 'aborted';
  const error = describeFailure({ exitCode: exit_code, line, command, aborted }, { catalogue: todayCatalogue });
  return { status: status as GivenStatus | undefined, exit_code, error };
}

/** Does through the client what the shell statements did through `api.func`. */
async function replay(
  vector: TodayVector,
  transport: Transport | undefined,
): Promise<{ server: RecordingServer; outcomes: readonly Outcome[] }> {
  const server = await recordingServer(vector.server);
  onTestFinished(() => server.stop());
  const requests = vector.requests.length;
  const telemetry = new TelemetryClient({
    consent: vector.env['DIAGNOSTICS'] ?? vector.diagnostics_file?.replace('DIAGNOSTICS=', ''),
    backend: ingest({ url: `${server.url}/telemetry`, transport }),
    // As often as the shell client tries; a repetition of ours is as good as its second attempt.
    attempts: vector.calls.length === 1 ? Math.max(1, requests) : 3,
    ...(vector.server.responses.some((answer) => 'delay_ms' in answer) ? { timeoutMs: 500 } : {}),
  });
  const outcomes: Outcome[] = [];
  for (const call of vector.calls) {
    const [command, ...args] = call.split(' ');
    if (command === 'post_to_api') outcomes.push(await telemetry.create(recordOf(vector)));
    else if (command === 'post_to_api_vm') outcomes.push(await telemetry.create(recordOf(vector, 'vm')));
    else if (command === 'post_update_to_api') {
      // A shell that reports an end alone knows everything from its environment.
      const record = recordOf(vector);
      const random_id = record.random_id ?? '';
      outcomes.push(
        await telemetry.update({ ...endOf(vector, args), random_id, record: { ...record, random_id: undefined } }),
      );
    }
  }
  return { server, outcomes };
}

type Outcome = CreateOutcome | UpdateOutcome;

describe.each(TRANSPORTS)('as the shell client of today does, over $name', ({ transport }) => {
  it.each(sound.map((vector) => [vector.id, vector.name, vector] as const))('%s: %s', async (_id, _name, vector) => {
    const { server, outcomes } = await replay(vector, transport);
    const recorded = vector.requests.slice(0, Object.hasOwn(NOT_REPEATED, vector.id) ? 1 : undefined);
    expect(server.requests.map(({ method, target }) => `${method} ${target}`)).toEqual(
      recorded.map(({ method, target }) => `${method} ${target}`),
    );
    // As text, so that the order of the keys counts too.
    expect(server.requests.map(({ body }) => body)).toEqual(recorded.map(({ body_json }) => JSON.stringify(body_json)));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(outcomesOf(vector));
  });

  it('but for what it names, of what is recorded', () => {
    expect(vectors.map(({ id }) => id)).toEqual(expect.arrayContaining(Object.keys(EXCLUDED)));
    expect(sound).toHaveLength(vectors.length - Object.keys(EXCLUDED).length);
  });
});

/** What the recorded run came to, in our words. */
function outcomesOf(vector: TodayVector): string[] {
  if (vector.requests.length === 0)
    return vector.calls
      .filter((call) => !call.startsWith('post_progress'))
      .map(() => (vector.server.mode === 'refused' ? 'failed' : 'skipped'));
  if (vector.id === 'today-create-20') return ['accepted', 'existing'];
  if (vector.id === 'today-update-31') return ['accepted', 'skipped'];
  if (vector.id === 'today-update-36') return ['failed', 'accepted'];
  return [vector.id === 'today-create-23' ? 'failed' : 'accepted'];
}
