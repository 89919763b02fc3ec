import type { KnownRecord, CompleteRecord } from '../../records/record.js';

/** All known values of one report. */
export type Report = KnownRecord & Pick<CompleteRecord, 'random_id' | 'status' | 'error' | 'exit_code'>;
