import { isFinalStatus } from '../../../statuses.js';
import type { ReportResult } from '../../report.js';
import { type KeyState, sequenceIn } from './key-states.js';
import type { ReportRow } from './report-rows.js';

/** The code of an end that has none, as it is stored. */
const NO_CODE = -1;

/**
 * Says what a report of a batch did, from what is known of its run before the batch was inserted and after.
 *
 * @param receivedAt - When the server received the batch, in microseconds since 1970; given if {@link needsMoment}.
 */
export function reportResult(
  row: ReportRow,
  before: KeyState | undefined,
  after: KeyState | undefined,
  receivedAt: bigint | undefined,
): ReportResult {
  const { end, begun } = after ?? {};
  const { status, exit_code = NO_CODE, sequence } = row;
  if (status === 'installing' && !isOf(sequence, begun)) return 'repeated';
  if (end === undefined || isOf(sequence, end.position)) return 'stored';
  if (isFinalStatus(status)) return end.status === status && end.code === exit_code ? 'repeated' : 'superseded';
  if (before?.end !== undefined) return 'superseded';
  const position = status === 'installing' ? begun : positionOf(row, receivedAt);
  return position !== undefined && end.position < position ? 'superseded' : 'stored';
}

/** Whether a progress came in about the same moment as the run's end. */
export function needsMoment({ status }: ReportRow, before: KeyState | undefined, after: KeyState | undefined): boolean {
  return !isFinalStatus(status) && status !== 'installing' && before?.end === undefined && after?.end !== undefined;
}

function isOf(sequence: string, position: bigint | undefined): boolean {
  return position !== undefined && sequenceIn(position) === sequence;
}

function positionOf({ row, sequence }: ReportRow, receivedAt: bigint | undefined): bigint | undefined {
  return receivedAt === undefined ? undefined : ((receivedAt + BigInt(row)) << 64n) + BigInt(sequence);
}
