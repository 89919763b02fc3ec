// A program that runs an installation and ends like it, as somebody would write it: what its tests run.
import { pocketBase, TelemetryClient } from '../../src/index.js';
import { endLike } from '../../src/host/run/end-like.js';
import { runInstallation } from '../../src/host/run/run-installation.js';

/** What the program is told, as JSON, before the command and its arguments. */
export interface RunProgramOptions {
  url: string;
  random_id: string;
  output?: 'inherit' | 'captured';
  deadlineMs?: number;
  /** Listens to this signal itself, prints that it came, and goes on. */
  listensTo?: NodeJS.Signals;
  /** Sees Ctrl+C only after the end of the installer, as may happen on a busy machine. */
  seesCtrlCLate?: boolean;
  /** Prints the result and the memory it took, rather than end like it. */
  tells?: boolean;
}

const [json = '{}', command = '', ...args] = process.argv.slice(2);
const { url, random_id, output, deadlineMs, listensTo, seesCtrlCLate, tells } = JSON.parse(json) as RunProgramOptions;
const telemetry = new TelemetryClient({ consent: 'yes', backend: pocketBase({ baseUrl: url }) });

if (listensTo !== undefined) process.on(listensTo, () => process.stdout.write(`heard ${listensTo}\n`));
// An immediate runs after the events of the loop's turn, such as the exit of the child.
if (seesCtrlCLate === true) process.once('SIGCHLD', () => setImmediate(() => process.emit('SIGINT')));
const run = await runInstallation(command, args, {
  telemetry,
  output,
  deadlineMs,
  record: { type: 'lxc', nsapp: 'plex', random_id },
});
if (tells === true) {
  const handlers = process.listenerCount('SIGINT') + process.listenerCount('beforeExit');
  process.stdout.write(`${JSON.stringify({ ...run, maxRssKb: process.resourceUsage().maxRSS, handlers })}\n`);
} else endLike(run);
