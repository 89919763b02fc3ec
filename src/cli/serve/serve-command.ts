import { isTelemetryError } from '../../errors.js';
import { complain } from '../output.js';
import type { Asked } from '../parse-command-line.js';
import { serveAlone } from './serve-alone.js';
import { serveSettings } from './serve-settings.js';
import { serveAsWorker } from './workers/serve-as-worker.js';
import { serveWithWorkers } from './workers/serve-with-workers.js';
import { WORKER_VARIABLE } from './workers/worker-handle.js';

/** Exit codes: it could not start; the command line is invalid. */
const [FAILED, USAGE] = [1, 2] as const;

/**
 * Runs a collector until SIGTERM or SIGINT: prints where it listens and how to report to it. It ends when every request
 * is answered and every report stored.
 */
export async function serve(asked: Asked): Promise<number> {
  try {
    const settings = serveSettings(asked);
    if (process.connected && process.env[WORKER_VARIABLE] === '1') return await serveAsWorker(settings);
    return await (settings.workers === 1 ? serveAlone(settings) : serveWithWorkers(settings));
  } catch (error) {
    if (!isTelemetryError(error)) throw error;
    await complain(error.message, 'bad');
    return error.code === 'invalid-options' ? USAGE : FAILED;
  }
}
