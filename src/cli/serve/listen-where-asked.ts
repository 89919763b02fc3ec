import { TelemetryError } from '../../errors.js';
import type { ServeSettings } from './serve-settings.js';

/** Why a server does not listen, by the error of Node. */
const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not listen on this port',
  EADDRINUSE: 'another process listens on this port',
  EADDRNOTAVAIL: 'this machine does not have this address',
  ENOTFOUND: 'this name has no address',
};

/** Begins to listen. @throws TelemetryError `unavailable`, naming the options, if it cannot. */
export async function listenWhereAsked<T>({ host, port }: ServeSettings, listen: () => Promise<T>): Promise<T> {
  try {
    return await listen();
  } catch (error) {
    const problem = PROBLEMS[(error as { code?: string }).code ?? ''] ?? (error as Error).message;
    const options = `--host ${host} --port ${port}`;
    throw new TelemetryError('unavailable', `${options}: ${problem}`, { cause: error, fate: 'not-sent' });
  }
}
