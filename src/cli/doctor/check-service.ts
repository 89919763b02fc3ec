import { TelemetryError } from '../../errors.js';
import type { ServerConversation } from './ask-server.js';
import type { ServerFinding } from './finding.js';

/** Checks for an ingest service: it refuses a GET with 405 and an empty report with 400, both in plain text. */
export async function checkService(url: string, conversation: ServerConversation): Promise<ServerFinding> {
  const asked = await conversation.ask('GET', url);
  const reported = asked.status === 405 ? await conversation.ask('POST', url, {}) : asked;
  if (reported.json === undefined && reported.status === 400) return { verdict: 'ok', says: 'accepts reports' };
  if (reported.status === 429)
    throw new TelemetryError('unavailable', `${reported.request} answered 429`, { status: 429 });
  return {
    verdict: 'problem',
    says: `${reported.request} answered ${reported.status}, not as the ingest service does`,
    advice: 'The URL is used unchanged: is its path right, such as /telemetry? For a PocketBase, use --url or PB_URL.',
  };
}
