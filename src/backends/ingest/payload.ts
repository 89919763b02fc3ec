import { TelemetryError } from '../../errors.js';
import { FIELDS } from '../../records/fields.js';
import type { NewRecord } from '../../records/record.js';
import type { ResolvedIngestOptions } from './ingest-options.js';
import type { Report } from './report.js';
import { toServiceEnd } from './service-end.js';
import { spellings, toRepository } from './spelling.js';
import { fitBytes, toLine } from './service-text.js';

/** One event as it is posted. */
export type Payload = Readonly<Record<string, string | number | boolean>>;

/** What decides how an event is posted. */
type PayloadOptions = Pick<ResolvedIngestOptions, 'payloadVersion' | 'abortedExitCodes'>;

type Name = keyof NewRecord;

/** The keys of every payload, in the shell client's order (the ingest contract, "Payload"). */
const KEYS: readonly Name[] = [
  'random_id',
  'execution_id',
  'type',
  'nsapp',
  'status',
  'ct_type',
  'disk_size',
  'core_count',
  'ram_size',
  'os_type',
  'os_version',
  'pve_version',
  'method',
  'exit_code',
  'error',
  'error_category',
  'install_duration',
  'cpu_vendor',
  'cpu_model',
  'gpu_vendor',
  'gpu_model',
  'gpu_passthrough',
  'ram_speed',
  'arch',
  'platform',
  'has_arm',
  'repo_source',
  'repo_slug',
];

/** What payload version 2 adds, after its own number. */
const KEYS_OF_2: readonly Name[] = ['kernel_version', 'app_version', 'failed_command', 'failed_line'];

/** What stands where nothing is known; the shell client's own. */
const DEFAULTS: Partial<NewRecord> = { ct_type: 1, method: 'default' };

/**
 * An event as the service takes it and stores it unchanged: every key, in its limits and spelling.
 *
 * @throws TelemetryError `invalid-record`, naming what the service needs and nobody gave.
 */
export function toPayload(report: Report, options: PayloadOptions): Payload {
  const known: Report = { execution_id: report.random_id, ...DEFAULTS, ...report };
  requireNeeded(known);
  const event: Partial<NewRecord> = {
    ...known,
    ...toServiceEnd(known, options.abortedExitCodes),
    ...toRepository(known),
  };
  const spelling = spellings(known, options.payloadVersion);
  const entry = (name: Name): [Name, string | number | boolean] => {
    const value = event[name];
    return [name, toLimits(name, spelling[name]?.(typeof value === 'string' ? value : '') ?? value)];
  };
  const payload = Object.fromEntries(KEYS.map(entry));
  if (options.payloadVersion === 1) return payload;
  return { ...payload, payload_version: 2, ...Object.fromEntries(KEYS_OF_2.map(entry)) };
}

/** The service answers 400 without saying why, so that it is said here. */
function requireNeeded(known: Report): void {
  const missing = (['type', 'nsapp'] as const).filter((field) => toLine(known[field] ?? '') === '');
  if (missing.length === 0) return;
  const fields = Object.fromEntries(missing.map((field) => [field, 'the service needs it, and nobody gave it']));
  throw new TelemetryError('invalid-record', `The service needs ${missing.join(' and ')}`, { fields });
}

/** A value of the field's own kind, in the service's limits. */
function toLimits(name: Name, value: unknown): string | number | boolean {
  const [kind, limit] = FIELDS[name];
  if (kind === 'flag') return value === true;
  if (kind === 'amount' || kind === 'disk_size' || kind === 'ct_type' || kind === 'exit_code') {
    return toInteger(typeof value === 'number' ? value : 0, limit);
  }
  const text = typeof value === 'string' ? value : '';
  // What went wrong has been made fit already, with its lines.
  return name === 'error' ? text : fitBytes(toLine(text), limit);
}

/** Rounded down, as the service does; but what is more than nothing stays more than nothing. */
function toInteger(amount: number, max: number): number {
  return Math.min(max, Math.floor(amount) || Math.ceil(amount));
}
