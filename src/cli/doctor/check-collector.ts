import { DEFAULT_COLLECTION } from '../../backends/pocketbase/index.js';
import type { Answer } from '../../transport/exchange.js';
import type { ServerConversation } from './ask-server.js';
import type { ServerFinding } from './finding.js';

/**
 * Checks a collector, which answers for the one collection as PocketBase does, but has no filters on fields.
 *
 * @returns `undefined` if the server is not a collector.
 * @throws TelemetryError `unavailable` if its store cannot be read.
 */
export async function checkCollector(
  root: string,
  created: () => Promise<Answer>,
  conversation: ServerConversation,
): Promise<ServerFinding | undefined> {
  const { status, json } = await conversation.ask('GET', `${root}/healthz`);
  const { store } = Object(json) as { store?: unknown };
  if (status !== 200 || typeof store !== 'string') return undefined;
  const answer = await created();
  if (answer.status === 404) {
    return {
      verdict: 'problem',
      says: `a collector answers, but not for the collection ${DEFAULT_COLLECTION}`,
      advice: 'Leave out the option `collection` of the collector, or report to its /telemetry with --service.',
    };
  }
  return { verdict: 'ok', says: `a collector, accepts records in ${DEFAULT_COLLECTION}` };
}
