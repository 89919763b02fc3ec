import type { RecordStatus } from '../sources/records/stored-record.js';
import { isFinalStatus } from '../statuses.js';
import type { Report, ReportResult } from './report.js';

/** A step of a run: its status, and when it was received, in milliseconds since 1970. */
export type Step = readonly [status: RecordStatus, ms: number];

/** A run as a store keeps it. Moments are in milliseconds since 1970. */
export interface Run {
  readonly fields: Report;
  readonly created: number;
  readonly updated?: number;
  readonly steps: readonly Step[];
}

/** The steps of progress that are kept of one run. */
const MOST_STEPS = 100;

/** What only an end says of a run that has ended. */
const END_FIELDS = [
  'status',
  'exit_code',
  'error',
  'error_category',
  'failed_command',
  'failed_line',
  'install_duration',
] as const satisfies readonly (keyof Report)[];

const ORDER: readonly RecordStatus[] = ['installing', 'validation', 'configuring'];

/** The key of the run that a report belongs to. */
export function keyOf({ random_id, execution_id }: Pick<Report, 'random_id' | 'execution_id'>): string {
  return execution_id ?? random_id;
}

/** Makes the run of its first report. */
export function beginRun(report: Report, ms: number): Run {
  return { fields: report, created: ms, steps: [[report.status, ms]] };
}

/**
 * Adds a report that was received after those of the run.
 *
 * @returns the same run if the report changes nothing.
 */
export function addReport(run: Run, report: Report, ms: number): { readonly run: Run; readonly result: ReportResult } {
  const hasEnded = isFinalStatus(run.fields.status);
  const result = resultOf(run, report, hasEnded);
  const filled = withFields(run, filledFields(run.fields, report, hasEnded || isFinalStatus(report.status)));
  if (hasEnded) return { run: begins(run, report) ? withStep(filled, report, ms) : filled, result };
  if (isFinalStatus(report.status)) {
    const known = { ...filled.fields };
    for (const field of END_FIELDS) delete (known as Partial<Report>)[field];
    return { run: { ...withStep(run, report, ms), fields: { ...known, ...report }, updated: ms }, result };
  }
  if (result === 'repeated' || isFull(run, report)) return { run: filled, result };
  const status = laterOf(run.fields.status, report.status);
  return { run: { ...withStep(withFields(filled, { status }), report, ms), updated: ms }, result };
}

function resultOf(run: Run, report: Report, hasEnded: boolean): ReportResult {
  const { status, exit_code } = run.fields;
  if (report.status === 'installing' && !begins(run, report)) return 'repeated';
  if (!hasEnded) return 'stored';
  return report.status === status && report.exit_code === exit_code ? 'repeated' : 'superseded';
}

/** Whether a report says that the run begins, and none did so far. */
function begins({ steps }: Run, { status }: Report): boolean {
  return status === 'installing' && !steps.some(([reported]) => reported === status);
}

function isFull({ steps }: Run, { status }: Report): boolean {
  return status !== 'installing' && steps.length >= MOST_STEPS;
}

/** The fields that a report gives and the run does not have. */
function filledFields(known: Report, report: Report, isOver: boolean): Partial<Report> {
  const given = Object.entries(report).filter(([name]) => known[name as keyof Report] === undefined);
  return Object.fromEntries(
    isOver ? given.filter(([name]) => !(END_FIELDS as readonly string[]).includes(name)) : given,
  );
}

function withFields(run: Run, fields: Partial<Report>): Run {
  return Object.keys(fields).length === 0 ? run : { ...run, fields: { ...run.fields, ...fields } };
}

function withStep(run: Run, { status }: Report, ms: number): Run {
  return { ...run, steps: [...run.steps, [status, ms]] };
}

function laterOf(a: RecordStatus, b: RecordStatus): RecordStatus {
  return ORDER.indexOf(a) > ORDER.indexOf(b) ? a : b;
}
