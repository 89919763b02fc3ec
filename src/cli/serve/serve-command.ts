import { hostedCollector, type HostedCollector } from '../../collector/collector.js';
import { isTelemetryError, TelemetryError } from '../../errors.js';
import type { Store } from '../../stores/sqlite/index.js';
import { complain, print } from '../output.js';
import type { Asked } from '../parse-command-line.js';
import { named } from './named-options.js';
import { listen, type Listening } from './node-server.js';
import { openStore } from './open-store.js';
import { serveSettings, type ServeSettings } from './serve-settings.js';

/** Why a server does not listen, by the error of Node. */
const LISTEN_PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not listen on this port',
  EADDRINUSE: 'another process listens on this port',
  EADDRNOTAVAIL: 'this machine does not have this address',
  ENOTFOUND: 'this name has no address',
};

/** Exit codes: it could not start; the command line is invalid. */
const [FAILED, USAGE] = [1, 2] as const;

/**
 * Runs a collector until SIGTERM or SIGINT: prints where it listens and how to report to it. It ends when every request
 * is answered and every report stored.
 */
export async function serve(asked: Asked): Promise<number> {
  let store: Store | undefined;
  try {
    const settings = serveSettings(asked);
    const stopped = stopSignal();
    const opened = (store = openStore(settings.store));
    const service = named(() => hostedCollector({ ...settings.collector, store: opened }));
    const listening = await listenOn(service, settings);
    const { path } = settings.store;
    const isJson = asked.values.json === true;
    await print(isJson ? JSON.stringify({ url: listening.url, store: path }) : started(listening, path));
    await stopped;
    await listening.stop();
    await store.close();
    return 0;
  } catch (error) {
    await store?.close();
    if (!isTelemetryError(error)) throw error;
    await complain(error.message, 'bad');
    return error.code === 'invalid-options' ? USAGE : FAILED;
  }
}

/** Listens where it was asked to. @throws TelemetryError `unavailable`, naming the option, if it cannot. */
async function listenOn(service: HostedCollector, { host, port }: ServeSettings): Promise<Listening> {
  try {
    return await listen(service, host, port);
  } catch (error) {
    const problem = LISTEN_PROBLEMS[(error as { code?: string }).code ?? ''] ?? (error as Error).message;
    const options = `--host ${host} --port ${port}`;
    throw new TelemetryError('unavailable', `${options}: ${problem}`, { cause: error, fate: 'not-sent' });
  }
}

function started({ url }: Listening, path: string): string {
  return [
    `Listening on ${url}, storing in ${path}`,
    'Report to it from scripts of today, from the shell client, and from this command:',
    `  TELEMETRY_URL=${url}/telemetry`,
    `  PB_URL=${url}`,
    `  telemetry run --nsapp <app> --service ${url}/telemetry -- <command>`,
    `Read what was reported: telemetry records --service ${url}/telemetry`,
  ].join('\n');
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve());
    process.once('SIGINT', () => resolve());
  });
}
