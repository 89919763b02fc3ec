import { collector } from '../../collector/index.js';
import { isTelemetryError, TelemetryError } from '../../errors.js';
import { sqlite, type Store } from '../../stores/sqlite/index.js';
import { complain, print } from '../output.js';
import type { Asked } from '../parse-command-line.js';
import { listen, type Listening } from './node-server.js';

/** Exit codes: it could not start; the command line is invalid. */
const [FAILED, USAGE] = [1, 2] as const;

const USUAL_STORE = 'telemetry.db';
const USUAL_HOST = '127.0.0.1';
const USUAL_PORT = 8080;

/**
 * Runs a collector until SIGTERM or SIGINT: prints where it listens and how to report to it. It ends when every request
 * is answered and every report stored.
 */
export async function serve(asked: Asked): Promise<number> {
  let store: Store | undefined;
  try {
    const { values } = asked;
    const path = values.store ?? USUAL_STORE;
    store = openStore(path);
    const service = collector({
      store,
      trustedProxies: listIn(values['trusted-proxies']),
      cors: values.cors === '*' ? '*' : listIn(values.cors),
      readToken: process.env['TELEMETRY_READ_TOKEN'] || undefined,
    });
    const listening = await listen(service, values.host ?? USUAL_HOST, portIn(values.port));
    await print(values.json === true ? JSON.stringify({ url: listening.url, store: path }) : started(listening, path));
    await stopSignal();
    await listening.stop();
    await store.close();
    return 0;
  } catch (error) {
    await store?.close();
    const code = (error as { code?: unknown } | null)?.code;
    if (!isTelemetryError(error) && typeof code !== 'string') throw error;
    await complain((error as Error).message, 'bad');
    return code === 'invalid-options' ? USAGE : FAILED;
  }
}

/** @throws TelemetryError if this store is not known, or this runtime has none. */
function openStore(path: string): Store {
  const [, scheme] = /^(\w+):\/\//.exec(path) ?? [];
  if (scheme === undefined) return sqlite({ path });
  throw new TelemetryError('invalid-options', `--store: expected a file, got ${scheme}://`);
}

function portIn(port: string | undefined): number {
  if (port === undefined) return USUAL_PORT;
  if (/^\d{1,5}$/.test(port) && Number(port) <= 65_535) return Number(port);
  throw new TelemetryError('invalid-options', '--port: expected a number from 0 to 65535');
}

function listIn(list: string | undefined): string[] | undefined {
  return list?.split(',').map((item) => item.trim());
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
