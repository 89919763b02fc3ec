export type { Moment, Range, RecordQuery, RecordSort, Selected } from './record-query.js';
export type { RecordsSource } from './records-source.js';
export type { SourceNameOption } from './source-name.js';
export type { RecordField, RecordStatus, StoredRecord } from './stored-record.js';
export type { SummaryPlan, SummaryRow, TimeKey } from './summary.js';
