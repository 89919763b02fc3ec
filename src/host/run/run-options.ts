import type { TelemetryClient } from '../../client.js';
import type { CreateOutcome, UpdateOutcome } from '../../outcomes.js';
import type { InstallationRecord } from '../../records/record.js';
import type { Environment } from '../environment/environment.js';

/** Options of {@link runInstallation}. */
export interface RunOptions {
  /** The installation; a `random_id` is made if it has none. */
  readonly record: InstallationRecord;
  /** The client that delivers both reports. */
  readonly telemetry: TelemetryClient;
  /**
   * `inherit`: the command uses this process's input, output and terminal. `captured`: it has no input, its output is
   * not shown, and the last 64 KiB of both streams are in the result. @defaultValue `'inherit'`
   */
  readonly output?: 'inherit' | 'captured' | undefined;
  /** Working directory of the command. @defaultValue that of this process */
  readonly cwd?: string | undefined;
  /** Environment of the command; the variables of `environmentToJoin` are added. @defaultValue that of this process */
  readonly env?: Environment | undefined;
  /** Path of the `.errinfo` file in which the installer records a failure; read for the report if the command fails. */
  readonly errinfo?: string | undefined;
  /** Ends the command with SIGTERM, or keeps it from starting. The end is reported in both cases. */
  readonly signal?: AbortSignal | undefined;
  /**
   * How long each report may take, in milliseconds; at most 2,000 after a signal. @defaultValue the client's deadline
   * for the create, which runs beside the command; both reports end at most 3,000 after the command
   */
  readonly deadlineMs?: number | undefined;
}

/** The result of {@link runInstallation}: how the command ended, and the outcome of both reports. */
export interface InstallationRun {
  readonly random_id: string;
  /** As in a shell: 137 for SIGKILL, 127 for an unknown command, 126 for one that cannot be run. */
  readonly exitCode: number;
  /** The signal that ended the command, such as `SIGKILL`; `undefined` if it exited by itself. */
  readonly signal: string | undefined;
  /** From the command's start to its end, in milliseconds. */
  readonly durationMs: number;
  /** The last 64 KiB of the command's output, in order of arrival. Only if it was captured. */
  readonly output?: string;
  /** Why the command could not be started. */
  readonly startError?: Error;
  readonly created: CreateOutcome;
  readonly updated: UpdateOutcome;
}
