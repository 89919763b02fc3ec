import { makeRandomId } from '../../records/make-random-id.js';
import type { StoredRecord } from '../../sources/records/stored-record.js';
import type { Report, ReportResult } from '../../stores/report.js';
import type { Store } from '../../stores/store.js';
import { expectEqual } from '../contract-case.js';

export async function expectReport(store: Store, report: Report, expected: ReportResult): Promise<void> {
  expectEqual(`report(${report.status})`, await store.report(report, aCall()), expected);
}

export async function recordOf(store: Store, key: string): Promise<StoredRecord> {
  const record = await store.records.get(key);
  if (record === undefined) throw new Error(`Expected a record with the key ${key}`);
  return record;
}

export function aReport(status: Report['status']): Report {
  return { random_id: makeRandomId(), nsapp: 'contract', status };
}

export function aCall(): { readonly signal: AbortSignal } {
  return { signal: new AbortController().signal };
}
