// @ts-check
const DAY_MS = 86_400_000;

/** What is read of a store, and is said by the measures that read one. */
export const readsOfStore = {
  page: { what: 'a page of 50', unit: 'ms' },
  count: { what: 'a count', unit: 'ms' },
  apps: { what: 'by app and type', unit: 'ms' },
  days: { what: 'by day of a zone', unit: 'ms' },
  failures: { what: 'failures by code', unit: 'ms' },
  durations: { what: 'durations by app', unit: 'ms' },
};

/**
 * Reads a page of failures, and summaries of the last 30 days, each twice.
 *
 * @param {import('@community-scripts/telemetry/sqlite').RecordsSource} records
 * @returns {Promise<Record<keyof typeof readsOfStore, number>>} what the second read took, in milliseconds
 */
export async function timeReads(records) {
  const month = { created: { from: new Date(Date.now() - 30 * DAY_MS) } };
  /** @type {Record<keyof typeof readsOfStore, () => Promise<unknown>>} */
  const reads = {
    page: () => records.list({ sort: '-created', status: 'failed', limit: 50 }),
    count: () => records.count({ ...month, status: 'failed' }),
    apps: () => records.summarize(month, { by: ['nsapp', 'type'] }),
    days: () => records.summarize(month, { by: [{ every: 'day', timeZone: 'Europe/Berlin' }, 'status'] }),
    failures: () => records.summarize({ ...month, status: 'failed' }, { by: ['exit_code', 'nsapp'] }),
    durations: () => records.summarize(month, { by: ['nsapp'], durations: true }),
  };
  const took = { page: 0, count: 0, apps: 0, days: 0, failures: 0, durations: 0 };
  for (const name of /** @type {(keyof typeof reads)[]} */ (Object.keys(reads))) {
    await reads[name]();
    const began = performance.now();
    await reads[name]();
    took[name] = performance.now() - began;
  }
  return took;
}
