// @ts-check

const SDK = "PocketBase's SDK";
const EMPTY = 'an empty process';
const POCKETBASE = 'PocketBase 0.40';
const RAW_SQLITE = 'raw node:sqlite';
const SPAWNED = 'node -e that spawns it';

/**
 * What the package has to hold, in the order of the report; `a / b` is the ratio of a to b. A goal beside the other
 * build is judged where `--compare` names one.
 *
 * @type {readonly import('./measure.js').Goal[]}
 */
export const goals = [
  ...besides('cold', 'ms', [
    { what: 'cold, /host / empty process', of: 'this, /host', beside: EMPTY, most: 1.8 },
    { what: 'cold, /host / raw fetch', of: 'this, /host', beside: 'raw fetch', most: 0.36 },
    { what: 'cold, main entry / raw fetch', of: 'this, main entry', beside: 'raw fetch', most: 1.08 },
    { what: 'no consent / empty process', of: 'this, no consent', beside: EMPTY, most: 1.25 },
  ]),
  ...besides('command', 'ms', [
    { what: 'create, no consent / empty', of: 'this, create, no consent', beside: EMPTY, most: 1.8 },
    { what: 'create / empty process', of: 'this, create', beside: EMPTY, most: 2.4 },
    { what: 'explain / empty process', of: 'this, explain', beside: EMPTY, most: 1.3 },
  ]),
  ...besides('run', 'ms', [
    { what: 'run to command / node -e', of: 'this', beside: SPAWNED, most: 1.5 },
    { what: 'run, slow probes / node -e', of: 'this, slow probes', beside: SPAWNED, most: 1.5 },
  ]),
  ...besides('warm-one-at-a-time', 'rate', [
    { what: 'warm, 1: rate / SDK', of: 'this, nodeTransport', beside: SDK, least: 1.8 },
  ]),
  ...besides('warm-64-at-a-time', 'rate', [
    { what: 'warm, 64: rate / SDK', of: 'this, nodeTransport', beside: SDK, least: 2 },
  ]),
  ...besides('warm-one-at-a-time', 'cpu', [
    { what: 'warm, 1: CPU / SDK', of: 'this, nodeTransport', beside: SDK, most: 0.5 },
  ]),
  ...besides('warm-64-at-a-time', 'cpu', [
    { what: 'warm, 64: CPU / SDK', of: 'this, nodeTransport', beside: SDK, most: 0.5 },
  ]),
  ...besides('pocketbase-one-at-a-time', 'rate', [
    { what: 'PocketBase, 1: rate / SDK', of: 'this, nodeTransport', beside: SDK, least: 1.4 },
  ]),
  ...besides('pocketbase-16-at-a-time', 'rate', [
    { what: 'PocketBase, 16: rate / SDK', of: 'this, nodeTransport', beside: SDK, least: 1.4 },
  ]),
  ...besides('pocketbase-one-at-a-time', 'cpu', [
    { what: 'PocketBase, 1: CPU / SDK', of: 'this, nodeTransport', beside: SDK, most: 0.4 },
  ]),
  ...besides('pocketbase-16-at-a-time', 'cpu', [
    { what: 'PocketBase, 16: CPU / SDK', of: 'this, nodeTransport', beside: SDK, most: 0.4 },
  ]),
  ...besides('warm-one-at-a-time', 'cpu', [
    { what: 'warm, ofetch: CPU / raw fetch', of: 'this, ofetch', beside: 'raw fetch', most: 1.15 },
  ]),
  { what: 'own work: CPU, µs', measure: 'null-backend', quantity: 'cpu', of: 'this, null backend', most: 25 },
  { what: 'own work: heap, kB', measure: 'null-backend', quantity: 'heap', of: 'this, null backend', most: 20 },
  ...besides('null-backend', 'cpu', [
    { what: 'own work: CPU / other build', of: 'this, null backend', beside: 'other, null backend', most: 1 / 8 },
  ]),
  ...besides('null-backend', 'heap', [
    { what: 'own work: heap / other build', of: 'this, null backend', beside: 'other, null backend', most: 1 / 4 },
  ]),
  { what: 'guard: 10,000 kept / 200 kept', measure: 'guards', quantity: 'ratio', of: 'this', most: 1.1 },
  { what: 'a million: bytes of each', measure: 'million', quantity: 'bytes', of: 'this', most: 10 },
  ...besides('read-records', 'ms', [
    { what: 'read 100,000, indexed: ms / SDK', of: 'this', beside: SDK, most: 0.6 },
    { what: 'read, any order: ms / SDK', of: 'this, any order', beside: SDK, most: 0.45 },
  ]),
  ...besides('read-summary', 'ms', [
    { what: 'summarize 100,000 / only read', of: 'this, summarized', beside: 'this, read', most: 1.2 },
  ]),
  ...besides('read-records', 'memory', [{ what: 'read 100,000: memory / SDK', of: 'this', beside: SDK, most: 0.25 }]),
  ...besides('read-records', 'first', [{ what: 'first record / one page', of: 'this', beside: 'one page', most: 1.2 }]),
  { what: 'a change told: CPU, µs', measure: 'subscribe', quantity: 'cpu', of: 'this', most: 500 },
  ...besides('store-writes', 'rate', [
    { what: 'store: rate / raw SQLite', of: 'this, creates', beside: RAW_SQLITE, least: 2 },
  ]),
  { what: 'store, a page: ms', measure: 'store-reads', quantity: 'page', of: 'this', most: 20 },
  { what: 'store, by app: ms', measure: 'store-reads', quantity: 'apps', of: 'this', most: 300 },
  { what: 'store, by day: ms', measure: 'store-reads', quantity: 'days', of: 'this', most: 300 },
  { what: 'store, durations: ms', measure: 'store-reads', quantity: 'durations', of: 'this', most: 300 },
  { what: 'ClickHouse: reports/s', measure: 'clickhouse-writes', quantity: 'rate', of: 'this', least: 1_000 },
  ...besides('clickhouse-writes', 'rate', [
    { what: 'ClickHouse: two processes / one', of: 'this, two processes', beside: 'this', least: 1.7 },
  ]),
  { what: 'ClickHouse, by app: ms', measure: 'clickhouse-reads', quantity: 'apps', of: 'this', most: 300 },
  { what: 'ClickHouse, by day: ms', measure: 'clickhouse-reads', quantity: 'days', of: 'this', most: 300 },
  { what: 'ClickHouse, durations: ms', measure: 'clickhouse-reads', quantity: 'durations', of: 'this', most: 300 },
  ...besides('collector', 'rate', [
    { what: 'collector: creates / PocketBase', of: 'this', beside: POCKETBASE, least: 5 },
  ]),
  ...besides('collector', 'endRate', [
    { what: 'collector: ends / PocketBase', of: 'this', beside: POCKETBASE, least: 4 },
  ]),
  ...besides('collector', 'cpu', [
    { what: 'collector: CPU / PocketBase', of: 'this', beside: POCKETBASE, most: 0.5 },
    { what: 'as PocketBase: CPU / PocketBase', of: 'this, as PocketBase', beside: POCKETBASE, most: 0.5 },
  ]),
  ...besides('collector', 'p99', [{ what: 'collector: p99 / PocketBase', of: 'this', beside: POCKETBASE, most: 1 }]),
  { what: 'collector: memory, MB', measure: 'collector', quantity: 'memory', of: 'this', most: 150 },
  { what: 'what a reporter needs, bytes', measure: 'sizes', quantity: 'reporter', of: 'this', most: 21_000 },
];

/**
 * @param {string} measure
 * @param {string} quantity
 * @param {readonly Omit<import('./measure.js').Goal, 'measure' | 'quantity'>[]} goals
 */
function besides(measure, quantity, goals) {
  return goals.map((goal) => ({ measure, quantity, ...goal }));
}
