import type { Asked } from './asked.js';

const HOUR_MS = 3_600_000;

/**
 * Answers `/api/cleanup/status`: how many runs are without an end for an hour. A collector has no such job: it ends no run
 * that does not end itself.
 */
export async function cleanupStatus({ store, now, call }: Asked): Promise<object> {
  const begun = { to: new Date(now - HOUR_MS) };
  return {
    check_interval: '1h0m0s',
    enabled: false,
    stuck_after_hours: 1,
    stuck_count: await store.records.count({ status: ['installing', 'configuring'], created: begun }, call),
  };
}
