import type { RecordField, RecordStatus } from './stored-record.js';

/** What a field holds: a `moment` is ISO 8601 in UTC with milliseconds; the `key` is derived from other fields. */
export type FieldType = 'key' | 'text' | 'status' | 'number' | 'flag' | 'moment';

/** Every field of a stored record. */
export const RECORD_FIELDS: Readonly<Record<RecordField, FieldType>> = {
  key: 'key',
  record_id: 'text',
  random_id: 'text',
  execution_id: 'text',
  type: 'text',
  nsapp: 'text',
  status: 'status',
  error: 'text',
  exit_code: 'number',
  error_category: 'text',
  failed_command: 'text',
  failed_line: 'number',
  method: 'text',
  ct_type: 'number',
  disk_size: 'number',
  core_count: 'number',
  ram_size: 'number',
  os_type: 'text',
  os_version: 'text',
  pve_version: 'text',
  kernel_version: 'text',
  app_version: 'text',
  install_duration: 'number',
  cpu_vendor: 'text',
  cpu_model: 'text',
  gpu_vendor: 'text',
  gpu_model: 'text',
  gpu_passthrough: 'text',
  ram_speed: 'text',
  arch: 'text',
  platform: 'text',
  has_arm: 'flag',
  repo_source: 'text',
  repo_slug: 'text',
  created: 'moment',
  updated: 'moment',
};

/** Every status of a stored record. */
export const RECORD_STATUSES: readonly RecordStatus[] = [
  'installing',
  'validation',
  'configuring',
  'success',
  'failed',
  'aborted',
  'unknown',
];
