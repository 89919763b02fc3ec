import { POCKETBASE_EXPECTATIONS, type PocketBaseOptions } from '../../backends/pocketbase/pocketbase-options.js';
import type { Expectations } from '../../option-check.js';
import { HTTP_SOURCE_EXPECTATIONS, type HttpSourceOptions } from '../http/index.js';
import { SOURCE_NAME_EXPECTATION, type SourceNameOption } from '../records/source-name.js';

/** Options of {@link pocketBaseRecords}. */
export interface PocketBaseRecordsOptions
  extends HttpSourceOptions, SourceNameOption, Pick<PocketBaseOptions, 'baseUrl' | 'collection'> {}

/** The checks of these options. */
export const POCKETBASE_RECORDS_EXPECTATIONS: Expectations<keyof PocketBaseRecordsOptions> = {
  ...POCKETBASE_EXPECTATIONS,
  ...HTTP_SOURCE_EXPECTATIONS,
  name: SOURCE_NAME_EXPECTATION,
};
