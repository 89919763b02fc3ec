import { createServer } from 'node:net';
import { collector } from '../../../collector/index.js';
import { TelemetryError } from '../../../errors.js';
import { complain } from '../../output.js';
import { announce } from '../announce.js';
import { listenWhereAsked } from '../listen-where-asked.js';
import { Log } from '../log.js';
import { named } from '../named-options.js';
import { listenOn, stopListening } from '../node-server.js';
import { openStore } from '../open-store.js';
import type { ServeSettings } from '../serve-settings.js';
import { stopSignal } from '../stop-signal.js';
import { MOST_ENDS, Workers } from './workers.js';

/** Exit code if workers ended by themselves too often. */
const FAILED = 1;

/**
 * Runs a collector in several processes until it is told to stop. This one takes the connections, and gives each to a
 * worker. Resolves when every request is answered and every report stored.
 *
 * @throws TelemetryError if it cannot start.
 */
export async function serveWithWorkers(settings: ServeSettings): Promise<number> {
  const stopped = stopSignal();
  await checkBefore(settings);
  const log = settings.isLogged ? new Log() : undefined;
  const workers = new Workers((how) => void tellEnd(how, log));
  const server = createServer({ pauseOnConnect: true }, workers.take);
  const url = await listenWhereAsked(settings, () => listenOn(server, settings.host, settings.port));
  const hasStarted = await workers.start(settings.workers);
  if (hasStarted) {
    await announce(url, settings, log);
    await Promise.race([stopped, workers.failed]);
    if (workers.hasFailed) await complain(`more than ${MOST_ENDS} workers ended within a minute`, 'bad');
  }
  await stopListening(server);
  const hasEndedWell = await workers.stop();
  log?.write('stopped', {});
  await log?.end();
  return hasStarted && hasEndedWell && !workers.hasFailed ? 0 : FAILED;
}

/** Finds what would keep the workers from starting, and makes the tables of a new store. */
async function checkBefore(settings: ServeSettings): Promise<void> {
  const { bun, deno } = process.versions;
  if (bun !== undefined || deno !== undefined)
    throw new TelemetryError('unsupported', '--workers: needs Node; start several processes on ports of their own');
  if (settings.store.path === ':memory:')
    throw new TelemetryError('invalid-options', '--store: expected a file, since workers do not share :memory:');
  const store = await openStore(settings.store);
  try {
    named(() => collector({ ...settings.collector, store }));
  } finally {
    await store.close();
  }
}

async function tellEnd(how: number | NodeJS.Signals, log: Log | undefined): Promise<void> {
  if (log === undefined) await complain(`a worker ended (${how}), and is started again`, 'bad');
  else log.write('worker-ended', { how });
}
