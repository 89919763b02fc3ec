import { hostedCollector } from '../../collector/collector.js';
import { announce } from './announce.js';
import { listenWhereAsked } from './listen-where-asked.js';
import { Log } from './log.js';
import { named } from './named-options.js';
import { listen } from './node-server.js';
import { openStore } from './open-store.js';
import type { ServeSettings } from './serve-settings.js';
import { stopSignal } from './stop-signal.js';

/**
 * Runs a collector in this process until it is told to stop. Resolves when every request is answered and every report
 * stored.
 *
 * @throws TelemetryError if it cannot start.
 */
export async function serveAlone(settings: ServeSettings): Promise<number> {
  const stopped = stopSignal();
  const log = settings.isLogged ? new Log() : undefined;
  const store = await openStore(settings.store);
  try {
    const service = named(() => hostedCollector({ ...settings.collector, store }));
    const { host, port } = settings;
    const listening = await listenWhereAsked(settings, () => listen(service, host, port, log?.request));
    await announce(listening.url, settings, log);
    await stopped;
    await listening.stop();
  } finally {
    await store.close();
  }
  log?.write('stopped', {});
  await log?.end();
  return 0;
}
