import type { KnownRecord, CompleteRecord } from '../../records/record.js';

/** What is known of one event. */
export type Report = KnownRecord & Pick<CompleteRecord, 'random_id' | 'status' | 'error' | 'exit_code'>;
