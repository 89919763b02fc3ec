// @ts-check
// A server that answers as PocketBase does, and to all else with an empty object, as soon as it can. A process of its
// own; says its URL to its parent, and ends with it.
import { createServer } from 'node:http';

const RECORDS = '/api/collections/_dev_telemetry_data/records';
const headers = { 'Content-Type': 'application/json; charset=UTF-8' };

const server = createServer((request, response) => {
  /** @type {Buffer[]} */
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const answer = answerTo(request.method ?? '', request.url ?? '', Buffer.concat(chunks));
    response.writeHead(200, { ...headers, 'Content-Length': Buffer.byteLength(answer) });
    response.end(answer);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
});
process.on('disconnect', () => process.exit());

/** The records are not kept: an id holds the number of the record's `random_id` in the order of their creation. */
let created = 0;

/** @param {string} method @param {string} url @param {Buffer} body */
function answerTo(method, url, body) {
  if (!url.startsWith(RECORDS)) return '{}';
  if (method === 'POST') {
    created += 1;
    return recordIn(JSON.parse(body.toString()), `r${String(created).padStart(14, '0')}`);
  }
  if (method === 'PATCH') return recordIn(JSON.parse(body.toString()), url.slice(RECORDS.length + 1));
  const items = `[{"id":"r${String(created).padStart(14, '0')}"}]`;
  return `{"page":1,"perPage":1,"totalItems":1,"totalPages":1,"items":${items}}`;
}

/** @param {object} fields @param {string} id */
function recordIn(fields, id) {
  const times = { created: '2025-01-01 00:00:00.000Z', updated: '2025-01-01 00:00:00.000Z' };
  return JSON.stringify({ collectionId: 'c00000000000000', collectionName: 'telemetry', ...times, ...fields, id });
}
