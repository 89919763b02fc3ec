import type { Store } from '../stores/store.js';
import { type Answer, jsonAnswer } from './answers.js';

/** How long the store may take, in milliseconds. */
const PING_MS = 5_000;

/** Answers whether the store can be read: 200, or 503. */
export async function healthOf(store: Store): Promise<Answer> {
  const { state, checkedAt } = await store.records.ping({ deadlineMs: PING_MS });
  const isUp = state === 'up';
  const time = `${checkedAt.toISOString().slice(0, 19)}Z`;
  // The ingest service's name for its database, whichever it is here.
  const clickhouse = isUp ? 'connected' : 'disconnected';
  return jsonAnswer(isUp ? 200 : 503, { clickhouse, status: isUp ? 'ok' : 'degraded', store: store.name, time });
}
