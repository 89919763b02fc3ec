import { responseTo } from '../collector/response-to.js';
import type { Store } from '../../src/stores/store.js';
import { recordedRequests } from './service-recording.js';

/** What a read of the service is answered from a store. */
export async function answerOf(store: Store, path: string): Promise<unknown> {
  const answer = await responseTo(new Request(`http://collector${path}`), store);
  return { status: answer?.status, body: await answer?.json() };
}

const paths = recordedRequests
  .filter(({ phase, status }) => phase === 'full' && status === 200)
  .map(({ path }) => path);
const hostile = [
  "?app='%20OR%201=1--",
  '?os=%00&type=%00&slug=%00',
  '?search=%ff%00%25_',
  '?repo=%00&days=7',
  '?slug=%22%5D',
];
const filtered = ['records', 'dashboard', 'errors'].flatMap((name) => hostile.map((query) => `/api/${name}${query}`));

/** The reads that were recorded, and some with hostile filters. */
export const readPaths = [...new Set([...paths, ...filtered])].filter(
  (path) => !['/metrics', '/healthz'].includes(path),
);
