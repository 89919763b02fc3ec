import { spawnSync } from 'node:child_process';
import { describe, expectTypeOf, it } from 'vitest';
import {
  type CommandStatus,
  describeExitCode,
  explainExitCode,
  type ExitCodeDescription,
  type ExitCodeInput,
  type ProcessEnd,
} from '../../src/exit-codes/index.js';
import type {
  FinalStatus,
  GivenStatus,
  InstallationRecord,
  InstallationUpdate,
  RecordType,
  Status,
  TelemetryClient,
} from '../../src/index.js';

declare const telemetry: TelemetryClient;
declare const text: string;
declare const random_id: string;

describe('a record', () => {
  it('needs its type and its application, nothing else', () => {
    void telemetry.create({ type: 'lxc', nsapp: 'plex' });
    // @ts-expect-error nsapp is missing
    void telemetry.create({ type: 'lxc' });
    // @ts-expect-error type is missing
    void telemetry.create({ nsapp: 'plex' });
    // @ts-expect-error there is no record of nothing
    void telemetry.create();
  });

  it('takes every field in its own type', () => {
    void telemetry.create({
      type: 'vm',
      nsapp: 'haos-vm',
      random_id,
      ct_type: 2,
      disk_size: '32G',
      core_count: 2,
      ram_size: 4096,
      os_type: 'debian',
      os_version: '12',
      method: 'advanced',
      pve_version: '8.3.2',
    });
  });

  it('takes undefined for what may be left out', () => {
    void telemetry.create({
      type: 'lxc',
      nsapp: 'plex',
      random_id: undefined,
      disk_size: undefined,
      method: undefined,
    });
    // @ts-expect-error a record without an application is refused
    void telemetry.create({ type: 'lxc', nsapp: undefined });
  });

  it('is one of six types', () => {
    expectTypeOf<RecordType>().toEqualTypeOf<'lxc' | 'vm' | 'addon' | 'pve' | 'turnkey' | 'tool'>();
    // @ts-expect-error a container is lxc
    void telemetry.create({ type: 'ct', nsapp: 'plex' });
    // @ts-expect-error any text could be any type
    void telemetry.create({ type: text, nsapp: 'plex' });
  });

  it('has no fields of other names', () => {
    // @ts-expect-error it is spelt nsapp
    void telemetry.create({ type: 'lxc', nsap: 'plex' });
    // @ts-expect-error fields keep the server's spelling
    void telemetry.create({ type: 'lxc', nsapp: 'plex', randomId: random_id });
    // @ts-expect-error the status is the client's to set
    void telemetry.create({ type: 'lxc', nsapp: 'plex', status: 'installing' });
  });

  it('has no values of other types', () => {
    // @ts-expect-error cores are counted in numbers
    void telemetry.create({ type: 'lxc', nsapp: 'plex', core_count: '2' });
    // @ts-expect-error MB are a number
    void telemetry.create({ type: 'lxc', nsapp: 'plex', ram_size: '2048' });
    // @ts-expect-error there is no container type 3
    void telemetry.create({ type: 'lxc', nsapp: 'plex', ct_type: 3 });
    // @ts-expect-error a version is text
    void telemetry.create({ type: 'lxc', nsapp: 'plex', os_version: 12 });
    // @ts-expect-error null is not left out
    void telemetry.create({ type: 'lxc', nsapp: 'plex', method: null });
  });

  it('takes its disk size as a number or as text', () => {
    expectTypeOf<InstallationRecord['disk_size']>().toEqualTypeOf<number | string | undefined>();
    void telemetry.create({ type: 'lxc', nsapp: 'plex', disk_size: 20 });
    void telemetry.create({ type: 'lxc', nsapp: 'plex', disk_size: '20G' });
    // @ts-expect-error a size is no list
    void telemetry.create({ type: 'lxc', nsapp: 'plex', disk_size: [20] });
  });
});

describe('an update', () => {
  it('needs the random_id, nothing else', () => {
    void telemetry.update({ random_id });
    // @ts-expect-error whose end would it be?
    void telemetry.update({ status: 'success' });
    // @ts-expect-error a random_id that may be missing is no random_id
    void telemetry.update({ random_id: undefined });
  });

  it('takes the random_id of every create outcome', async () => {
    const created = await telemetry.create({ type: 'lxc', nsapp: 'plex' });
    void telemetry.update({ random_id: created.random_id, status: 'success' });
  });

  it('takes the words for a status, and no other', () => {
    expectTypeOf<GivenStatus>().toEqualTypeOf<'done' | 'success' | 'sucess' | 'failed' | 'aborted' | 'unknown'>();
    expectTypeOf<InstallationUpdate['status']>().toEqualTypeOf<GivenStatus | undefined>();
    expectTypeOf<FinalStatus>().toEqualTypeOf<'success' | 'failed' | 'aborted' | 'unknown'>();
    expectTypeOf<Status>().toEqualTypeOf<'installing' | FinalStatus>();
    // @ts-expect-error it is called success
    void telemetry.update({ random_id, status: 'ok' });
    // @ts-expect-error a word that may be any is not known
    void telemetry.update({ random_id, status: text });
    // @ts-expect-error what ends is not installing
    void telemetry.update({ random_id, status: 'installing' });
    // @ts-expect-error a status is text
    void telemetry.update({ random_id, status: true });
  });

  it('takes an exit code as a number, as text, as nothing, or as the end of a process', () => {
    void telemetry.update({ random_id, exit_code: 137 });
    void telemetry.update({ random_id, exit_code: '137' });
    void telemetry.update({ random_id, exit_code: null });
    void telemetry.update({ random_id, exit_code: undefined });
    void telemetry.update({ random_id, exit_code: { exitCode: 1 } });
    void telemetry.update({ random_id, exit_code: { exitCode: null, signal: 'SIGKILL' } });
    void telemetry.update({ random_id, exit_code: { exitCode: 0, signal: 9 } });
    void telemetry.update({ random_id, exit_code: { code: 143, signal: 'SIGTERM' } });
    void telemetry.update({ random_id, exit_code: spawnSync('true') });
  });

  it('takes no exit code of another shape', () => {
    // @ts-expect-error a success is exit code 0
    void telemetry.update({ random_id, exit_code: true });
    // @ts-expect-error a process end says exitCode
    void telemetry.update({ random_id, exit_code: { code: 1 } });
    // @ts-expect-error a signal is a name or a number
    void telemetry.update({ random_id, exit_code: { exitCode: null, signal: true } });
  });

  it('has no fields of other names', () => {
    // @ts-expect-error fields keep the server's spelling
    void telemetry.update({ random_id, exitCode: 1 });
    // @ts-expect-error what went wrong is told in words
    void telemetry.update({ random_id, error: new Error('it broke') });
  });
});

describe('track', () => {
  it('gives back what synchronous work returns', () => {
    expectTypeOf(telemetry.track({ type: 'lxc', nsapp: 'plex' }, () => 42)).toEqualTypeOf<Promise<number>>();
  });

  it('gives back what asynchronous work resolves with', () => {
    const tracked = telemetry.track({ type: 'lxc', nsapp: 'plex' }, async () => ({ address: '10.0.0.2' }));
    expectTypeOf(tracked).toEqualTypeOf<Promise<{ address: string }>>();
  });

  it('gives back nothing where the work returns nothing', () => {
    expectTypeOf(telemetry.track({ type: 'lxc', nsapp: 'plex' }, () => {})).toEqualTypeOf<Promise<void>>();
    expectTypeOf(telemetry.track({ type: 'lxc', nsapp: 'plex' }, async () => {})).toEqualTypeOf<Promise<void>>();
  });

  it('hands the work its random_id, a signal, and an update that knows whose it is', () => {
    void telemetry.track({ type: 'lxc', nsapp: 'plex' }, async (installation) => {
      expectTypeOf(installation.random_id).toEqualTypeOf<string>();
      expectTypeOf(installation.signal).toEqualTypeOf<AbortSignal>();
      await installation.update({ status: 'failed', exit_code: 1 }, { deadlineMs: 1_000 });
      // @ts-expect-error the random_id is known here
      await installation.update({ random_id, status: 'failed' });
    });
  });

  it('refuses a wrong record as create does', () => {
    // @ts-expect-error a container is lxc
    void telemetry.track({ type: 'ct', nsapp: 'plex' }, () => 42);
    // @ts-expect-error there is nothing to do
    void telemetry.track({ type: 'lxc', nsapp: 'plex' });
  });
});

describe('an exit code', () => {
  it('is explained from whatever update takes', () => {
    expectTypeOf<ExitCodeInput>().toEqualTypeOf<number | string | null | undefined | ProcessEnd | CommandStatus>();
    expectTypeOf(explainExitCode).parameter(0).toEqualTypeOf<ExitCodeInput>();
    expectTypeOf(explainExitCode).returns.toEqualTypeOf<string>();
    expectTypeOf<TelemetryClient['explainExitCode']>().toEqualTypeOf<(code: ExitCodeInput) => string>();
  });

  it('is described by its code, text, group, category and signal', () => {
    const description = describeExitCode({ exitCode: null, signal: 'SIGKILL' });
    expectTypeOf(description).toEqualTypeOf<ExitCodeDescription>();
    expectTypeOf<keyof ExitCodeDescription>().toEqualTypeOf<'code' | 'text' | 'group' | 'category' | 'signal'>();
    expectTypeOf(description.code).toEqualTypeOf<number | undefined>();
    expectTypeOf(description.text).toEqualTypeOf<string>();
    expectTypeOf(description.group).toEqualTypeOf<string | undefined>();
    expectTypeOf(description.category).toEqualTypeOf<string | undefined>();
    expectTypeOf(description.signal).toEqualTypeOf<string | undefined>();
  });

  it('has a description that cannot be changed', () => {
    // @ts-expect-error a description is read only
    describeExitCode(1).text = 'something else';
  });
});
