import { print } from '../output.js';
import type { Log } from './log.js';
import type { ServeSettings } from './serve-settings.js';
import { printableStore } from './store-url.js';

/** Says where a collector listens and how to report to it; with a log, in a line of that. */
export async function announce(url: string, { store, isJson }: ServeSettings, log: Log | undefined): Promise<void> {
  const where = { url, store: printableStore(store.path) };
  if (log !== undefined) return log.write('listening', where);
  await print(isJson ? JSON.stringify(where) : inWords(where));
}

function inWords({ url, store }: { readonly url: string; readonly store: string }): string {
  return [
    `Listening on ${url}, storing in ${store}`,
    'Report to it from scripts of today, from the shell client, and from this command:',
    `  TELEMETRY_URL=${url}/telemetry`,
    `  PB_URL=${url}`,
    `  telemetry run --nsapp <app> --service ${url}/telemetry -- <command>`,
    `Read what was reported: telemetry records --service ${url}/telemetry`,
  ].join('\n');
}
