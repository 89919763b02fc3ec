// A program with installations of its own, which ends in the way it is told: what the tests of the exit path run.
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { pocketBase, TelemetryClient } from '../../src/index.js';
import { reportExit } from '../../src/host/run/report-exit.js';

/** What the program is told, as JSON. */
export interface ExitProgramOptions {
  url: string;
  random_ids: string[];
  ends: keyof typeof ENDINGS;
  /** Listens to these signals itself, prints that they came, and goes on. */
  listensTo?: NodeJS.Signals[];
  /** Reports the end itself before it ends. */
  reports?: boolean;
  deadlineMs?: number;
}

const ENDINGS = {
  /** Waits for a signal; ends by itself long after. */
  waits: () => wait(20_000),
  'runs out': () => undefined,
  'runs out with 7': () => void (process.exitCode = 7),
  exits: () => process.exit(7),
  throws: () => {
    throw new Error('uncaught');
  },
  'exits when told to': async () => {
    await once(process.stdin, 'data');
    try {
      process.exit(7);
    } catch {
      await wait(20_000);
    }
  },
  'throws when told to': async () => {
    await once(process.stdin, 'data');
    throw new Error('uncaught');
  },
};

const {
  url,
  random_ids,
  ends,
  listensTo = [],
  reports,
  deadlineMs,
} = JSON.parse(process.argv[2] ?? '{}') as ExitProgramOptions;
const telemetry = new TelemetryClient({ consent: 'yes', backend: pocketBase({ baseUrl: url }) });
const handlers = (): number =>
  ['SIGINT', 'SIGTERM', 'SIGHUP', 'beforeExit'].reduce((sum, event) => sum + process.listenerCount(event), 0);

for (const signal of listensTo) process.on(signal, () => process.stdout.write(`heard ${signal}\n`));
const listenersBefore = handlers();
const creating = random_ids.map((random_id) => telemetry.create({ type: 'lxc', nsapp: 'plex', random_id }));
const exits = random_ids.map((random_id) => reportExit(telemetry, { random_id }, { deadlineMs }));
const handlersMeanwhile = handlers() - listenersBefore;
await Promise.all(creating);
if (reports === true) await Promise.all(exits.map((exit) => exit.update({ status: 'success' })));
process.stdout.write(`begun ${JSON.stringify({ handlersMeanwhile, handlersNow: handlers() - listenersBefore })}\n`);
await ENDINGS[ends]();
