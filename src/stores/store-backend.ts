import type { Backend, Call } from '../backends/backend.js';
import { ExecutionIds } from '../backends/execution-ids.js';
import type { CompleteRecord, UpdatePayload } from '../records/record.js';
import { isFinalStatus } from '../statuses.js';
import { keyOf } from './merge-report.js';
import type { Report } from './report.js';
import type { Store } from './store.js';

/**
 * Makes the backend with which a client in this process reports to a store. It tells attempts apart by `execution_id`.
 *
 * An update without `nsapp` needs the record: it is `missing` if no report of the run was stored.
 */
export function storeBackend(store: Store): Backend {
  return {
    name: store.name,
    repeatable: { create: true, update: true },
    attempts: new ExecutionIds(),
    async create(record, call) {
      const result = await store.report(toReport(record, record.nsapp), call);
      // A late create that is sent again.
      const isAgain = result === 'repeated' && isFinalStatus(record.status);
      return { result: result === 'stored' || isAgain ? 'created' : 'existing' };
    },
    async update({ random_id, patch }, call) {
      const report = await completeReport(store, { ...patch, random_id }, call);
      if (report === undefined) return { result: 'missing' };
      return { result: (await store.report(report, call)) === 'superseded' ? 'already-final' : 'updated' };
    },
  };
}

/** Completes the report of an end; `undefined` if its run is not known. */
async function completeReport(
  store: Store,
  end: UpdatePayload & Pick<Report, 'random_id'>,
  { signal }: Call,
): Promise<Report | undefined> {
  if (end.nsapp !== undefined) return toReport(end, end.nsapp);
  const known = await store.records.get(keyOf(end), { signal });
  if (known === undefined) return undefined;
  const { execution_id = end.execution_id, nsapp } = known;
  return toReport({ ...end, ...(execution_id !== undefined && { execution_id }) }, nsapp);
}

function toReport(given: (CompleteRecord | UpdatePayload) & Pick<Report, 'random_id'>, nsapp: string): Report {
  return { ...given, nsapp };
}
