// @ts-check

/** @param {string} name @param {string} peer @returns {import('./measure.js').Contestant} */
const called = (name, peer) => ({ name, peer });

/** Those that send each request by itself. */
export const requestPeers = [
  called('raw fetch', 'raw-fetch'),
  called('node:http by hand', 'node-http'),
  called("PocketBase's SDK", 'pocketbase-sdk'),
  called('undici', 'undici'),
  called('ofetch', 'ofetch'),
  called('ky', 'ky'),
  called('axios', 'axios'),
];

/** Those that queue events and send them in batches, or leave sending to themselves. */
export const eventPeers = [
  called('posthog-node', 'posthog'),
  called('segment', 'segment'),
  called('@sentry/node', 'sentry'),
  called('OpenTelemetry logs', 'opentelemetry'),
];

/** URL of a peer's file. @param {string} peer */
export function fileOfPeer(peer) {
  return new URL(`peers/${peer}.mjs`, import.meta.url).href;
}

/**
 * @typedef {object} Connection
 * @property {() => Promise<unknown>} lifecycle Reports one installation, from its beginning to its end.
 * @property {() => Promise<unknown>} [settled] Resolves once what is queued is sent.
 * @property {(perPage: number) => Promise<readonly unknown[]>} [page] Reads the first page of records.
 * @property {() => Promise<readonly unknown[]>} [allRecords] Reads all records.
 * @property {() => unknown} [close]
 */

/** @param {string} peer @param {string} url @returns {Promise<Connection>} */
export async function connectPeer(peer, url) {
  return (await import(fileOfPeer(peer))).connect(url);
}
