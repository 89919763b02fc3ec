import { firstTables } from './first-tables.js';
import type { Placement } from './placement.js';

/**
 * The steps from an empty database to the tables of this version. The table `migrations` says how many were taken. A step
 * that was released is never changed, and each of its statements may run again, because another process may take it at the
 * same time.
 */
export const MIGRATIONS: readonly ((placement: Placement) => string[])[] = [firstTables];
