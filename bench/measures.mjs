// @ts-check

/** Every measure, in the order of the report; each is a file below `measures/`, so that a process loads its own only. */
export const measureNames = [
  'cold',
  'command',
  'run',
  'warm-one-at-a-time',
  'warm-64-at-a-time',
  'pocketbase-one-at-a-time',
  'pocketbase-16-at-a-time',
  'null-backend',
  'guards',
  'million',
  'sizes',
  'lifecycle',
  'allocations',
  'kept',
  'track',
  'read-records',
  'read-summary',
  'subscribe',
  'store-writes',
  'store-reads',
  'clickhouse-writes',
  'clickhouse-reads',
  'collector',
  'redact-recorded',
  'redact-hostile',
  'cold-start',
  'cold-start-without-consent',
];

/** @param {string} name @returns {Promise<import('./measure.js').Measure>} */
export async function measureNamed(name) {
  if (!measureNames.includes(name)) throw new Error(`No measure ${name}; there are ${measureNames.join(', ')}`);
  return (await import(`./measures/${name}.mjs`)).measure;
}
