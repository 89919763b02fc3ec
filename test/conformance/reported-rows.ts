import { vi } from 'vitest';
import type { Report } from '../../src/stores/report.js';
import type { Store } from '../../src/stores/store.js';
import { memoryStore } from '../../src/testing/memory-store.js';
import { aRow, FINAL, type ServiceRow, spell, statusShown } from '../ingest/read-service.js';

/**
 * What a row of the service says, as a report: without what is not set. Aborts that an older version of the service stored as
 * failed are reported as aborted, as today's would be.
 */
function reportOf(row: ServiceRow): Report {
  const set = Object.entries(row).filter(([name, value]) => name !== 'created' && value !== '' && value !== 0);
  return {
    ...(FINAL.includes(row.status) ? { exit_code: 0 } : {}),
    ...Object.fromEntries(set),
    status: statusShown(row),
    ...(row['has_arm'] ? { has_arm: true } : {}),
  } as Report;
}

/** Reports these rows to a store, each at its time. The clock must be a fake one. */
export async function storeOfRows(rows: readonly ServiceRow[], store: Store = memoryStore()): Promise<Store> {
  const { signal } = new AbortController();
  for (const row of rows) {
    vi.setSystemTime(`${row.created.replace(' ', 'T')}Z`);
    await store.report(reportOf(row), { signal, remainingMs: 1_000 });
  }
  return store;
}

/**
 * The runs of a store as rows of the service: one for each, of the time when it was last reported. `begun` is when it was first
 * reported.
 */
export async function rowsOfRuns(store: Store): Promise<ServiceRow[]> {
  const rows: ServiceRow[] = [];
  for await (const { created, updated, has_arm, ...record } of store.records.records()) {
    const at = spell(Date.parse(updated ?? created));
    rows.push(aRow({ ...record, created: at, begun: created, ...(has_arm ? { has_arm: 1 } : {}) }));
  }
  return rows;
}
