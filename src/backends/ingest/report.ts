import type { KnownRecord, NewRecord } from '../../records/record.js';

/** What is known of one event. */
export type Report = KnownRecord & Pick<NewRecord, 'random_id' | 'status' | 'error' | 'exit_code'>;
