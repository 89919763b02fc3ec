import { TelemetryError } from '../../errors.js';
import { FIELDS } from '../../records/fields.js';
import type { CompleteRecord } from '../../records/record.js';
import type { ResolvedIngestOptions } from './ingest-options.js';
import type { Report } from './report.js';
import { toServiceEnd } from './service-end.js';
import { spellings, toRepository } from './spelling.js';
import { fitBytes, toLine } from './service-text.js';

/** The body of one report. */
export type Payload = Readonly<Record<string, string | number | boolean>>;

/** The options that change a body. */
type PayloadOptions = Pick<ResolvedIngestOptions, 'payloadVersion' | 'abortedExitCodes'>;

type Name = keyof CompleteRecord;

/** The payload version that introduced each field, in the order of the shell client. */
const SINCE: Readonly<Record<Name, 1 | 2>> = {
  random_id: 1,
  execution_id: 1,
  type: 1,
  nsapp: 1,
  status: 1,
  ct_type: 1,
  disk_size: 1,
  core_count: 1,
  ram_size: 1,
  os_type: 1,
  os_version: 1,
  pve_version: 1,
  method: 1,
  exit_code: 1,
  error: 1,
  error_category: 1,
  install_duration: 1,
  cpu_vendor: 1,
  cpu_model: 1,
  gpu_vendor: 1,
  gpu_model: 1,
  gpu_passthrough: 1,
  ram_speed: 1,
  arch: 1,
  platform: 1,
  has_arm: 1,
  repo_source: 1,
  repo_slug: 1,
  kernel_version: 2,
  app_version: 2,
  failed_command: 2,
  failed_line: 2,
};

/**
 * Makes the body of a report: every key, with values that the service stores unchanged.
 *
 * @throws TelemetryError `invalid-record`, naming the required fields that are missing.
 */
export function toPayload(report: Report, options: PayloadOptions): Payload {
  const known: Report = { execution_id: report.random_id, ...defaultsOf(report), ...report };
  requireNeeded(known);
  const event: Partial<CompleteRecord> = {
    ...known,
    ...toServiceEnd(known, options.abortedExitCodes),
    ...toRepository(known),
  };
  const spelling = spellings(known, options.payloadVersion);
  const entry = (name: Name): [Name, string | number | boolean] => {
    const value = event[name];
    return [name, toLimits(name, spelling[name]?.(typeof value === 'string' ? value : '') ?? value)];
  };
  const payload = Object.fromEntries(namesSince(1).map(entry));
  if (options.payloadVersion === 1) return payload;
  return { ...payload, payload_version: 2, ...Object.fromEntries(namesSince(2).map(entry)) };
}

function namesSince(version: 1 | 2): Name[] {
  return (Object.keys(SINCE) as Name[]).filter((name) => SINCE[name] === version);
}

/** Defaults of the shell client. */
function defaultsOf({ type }: Report): Partial<CompleteRecord> {
  return { ct_type: type === 'vm' ? 2 : 1, method: 'default' };
}

/** Checks required fields here, because the service answers 400 without a reason. */
function requireNeeded(known: Report): void {
  const missing = (['type', 'nsapp'] as const).filter((field) => toLine(known[field] ?? '') === '');
  if (missing.length === 0) return;
  const fields = Object.fromEntries(
    missing.map((field) => [field, 'is missing: the service needs it in every report']),
  );
  const text = `The service needs ${missing.join(' and ')} in every report; for an update, in \`record\``;
  throw new TelemetryError('invalid-record', text, { fields });
}

/** Converts a value to the field's type and the service's limits. */
function toLimits(name: Name, value: unknown): string | number | boolean {
  const [kind, limit] = FIELDS[name];
  if (kind === 'flag') return value === true;
  if (kind === 'amount' || kind === 'disk_size' || kind === 'ct_type' || kind === 'exit_code') {
    return toInteger(typeof value === 'number' ? value : 0, limit);
  }
  const text = typeof value === 'string' ? value : '';
  // `error` is already clean and short enough, and keeps its lines.
  return name === 'error' ? text : fitBytes(toLine(text), limit);
}

/** Rounds down, as the service does, but never a positive amount to 0. */
function toInteger(amount: number, max: number): number {
  return Math.min(max, Math.floor(amount) || Math.ceil(amount));
}
