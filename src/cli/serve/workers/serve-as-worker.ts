import { hostedCollector } from '../../../collector/collector.js';
import { Log } from '../log.js';
import { named } from '../named-options.js';
import { answering } from '../node-server.js';
import { openStore } from '../open-store.js';
import type { ServeSettings } from '../serve-settings.js';
import { parentOfWorker } from './worker-process.js';

/** Answers on the connections that the process that listens takes, until that stops it, or is gone. */
export async function serveAsWorker(settings: ServeSettings): Promise<number> {
  const parent = parentOfWorker();
  const log = settings.isLogged ? new Log() : undefined;
  const store = await openStore(settings.store);
  try {
    const service = named(() => hostedCollector({ ...settings.collector, store }, () => parent.figuresOfAll()));
    const server = answering(service, log?.request);
    await parent.work({ take: (connection) => server.take(connection), figures: () => service.figures() });
    await server.stop();
  } finally {
    await store.close();
    parent.leave();
  }
  await log?.end();
  return 0;
}
