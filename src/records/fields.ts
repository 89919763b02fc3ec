import type { CompleteRecord, RecordType, ServiceFields } from './record.js';

/**
 * The type of a field; each has a schema. A `version` is a text in which four numbers are not taken for an IP address.
 */
export type FieldKind =
  'id' | 'type' | 'ct_type' | 'status' | 'disk_size' | 'amount' | 'exit_code' | 'text' | 'version' | 'flag';

/**
 * The type of a field and the ingest service's limit: the longest text in bytes, or the highest number it stores.
 * PocketBase's collection limits only the length of `error`. For `core_count` the service accepts 256, but stores 0.
 */
export type FieldRow = readonly [kind: FieldKind, limit: number];

type CollectionField = Exclude<keyof CompleteRecord, keyof ServiceFields>;
type Payload2Field = 'kernel_version' | 'app_version' | 'failed_command' | 'failed_line';

/** The types in PocketBase's collection. */
export const COLLECTION_TYPES: readonly RecordType[] = ['lxc', 'vm', 'addon', 'pve'];

/** The types that the ingest service accepts. */
export const RECORD_TYPES: readonly RecordType[] = [...COLLECTION_TYPES, 'turnkey', 'tool'];

/** Columns of PocketBase's collection, in the key order of the shell client. The ingest service has them too. */
export const COLLECTION_FIELDS: Readonly<Record<CollectionField, FieldRow>> = {
  ct_type: ['ct_type', 2],
  type: ['type', 8],
  disk_size: ['disk_size', 100_000],
  core_count: ['amount', 255],
  ram_size: ['amount', 1_048_576],
  os_type: ['text', 32],
  os_version: ['version', 32],
  nsapp: ['text', 64],
  method: ['text', 32],
  pve_version: ['version', 32],
  status: ['status', 16],
  random_id: ['id', 64],
  error: ['text', 131_072],
  exit_code: ['exit_code', 255],
};

/** Fields of the ingest service only. */
export const SERVICE_FIELDS: Readonly<Record<Exclude<keyof ServiceFields, Payload2Field>, FieldRow>> = {
  execution_id: ['id', 64],
  error_category: ['text', 32],
  install_duration: ['amount', 86_400],
  cpu_vendor: ['text', 16],
  cpu_model: ['text', 64],
  gpu_vendor: ['text', 16],
  gpu_model: ['text', 64],
  gpu_passthrough: ['text', 16],
  ram_speed: ['text', 16],
  arch: ['text', 16],
  platform: ['text', 16],
  has_arm: ['flag', 1],
  repo_source: ['text', 64],
  repo_slug: ['text', 128],
};

/** Fields of the ingest service from payload version 2. */
const PAYLOAD_2_FIELDS: Readonly<Record<Payload2Field, FieldRow>> = {
  kernel_version: ['version', 64],
  app_version: ['version', 64],
  failed_command: ['text', 512],
  failed_line: ['amount', 1_000_000],
};

/** All fields of a record. Spelling and word lists of a server belong to its backend. */
export const FIELDS: Readonly<Record<keyof CompleteRecord, FieldRow>> = {
  ...COLLECTION_FIELDS,
  ...SERVICE_FIELDS,
  ...PAYLOAD_2_FIELDS,
};
