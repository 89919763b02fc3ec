import type { CallOptions } from '../deadline.js';
import { type Rate, rateOf } from '../observe/rate.js';
import { topN } from '../observe/top-n.js';
import { aCount, checkOptions } from '../option-check.js';
import type { RecordsSource } from '../sources/records/records-source.js';
import { checkSource } from './check-source.js';
import { failingCommand } from './failing-command.js';
import type { FailureQuery } from './top-failures.js';

/** The failures with the same command and exit code, of whatever app. */
export interface FailureSignature {
  /** The command that failed; `null` for those of which it is not known. */
  readonly command: string | null;
  /** `null` if it is not known. */
  readonly exit_code: number | null;
  readonly runs: number;
  /** How many different apps they are of. */
  readonly apps: number;
  /** `runs` of all failures that were counted. */
  readonly share: Rate;
}

interface Group {
  readonly command: string | undefined;
  readonly exit_code: number | undefined;
  readonly apps: Set<string>;
  runs: number;
}

/**
 * Finds the most frequent failures by failing command and exit code: the same command that fails in many apps is one
 * cause. The command is the record's `failed_command`, else the one that its error text names, as in
 * `exit_code=100 | … | at line 77: apt-get install foo`.
 *
 * Reads every failure, and keeps one entry for each signature. Texts from records are not safe: show them as text.
 *
 * @param options - `n`: how many, from 0. @defaultValue `10`
 * @throws TelemetryError what the source throws; `invalid-options`, before anything is read.
 */
export async function failureSignatures(
  source: Pick<RecordsSource, 'records'>,
  query: FailureQuery = {},
  options: { readonly n?: number | undefined } = {},
  call?: CallOptions,
): Promise<FailureSignature[]> {
  checkSource('failureSignatures', source, 'records');
  const { n = 10 } = checkOptions('failureSignatures', options, { n: aCount });
  const groups = new Map<string, Group>();
  let all = 0;
  const failures = { ...query, status: 'failed', fields: ['nsapp', 'exit_code', 'failed_command', 'error'] } as const;
  for await (const record of source.records(failures, call)) {
    const command = failingCommand(record);
    const { exit_code, nsapp } = record;
    const signature = `${exit_code} ${command ?? ''}`;
    const group = groups.get(signature) ?? { command, exit_code, apps: new Set(), runs: 0 };
    groups.set(signature, group);
    group.apps.add(nsapp);
    group.runs += 1;
    all += 1;
  }
  return topN(groups.values(), n, ({ runs }) => runs).map(({ command = null, exit_code = null, apps, runs }) => ({
    command,
    exit_code,
    runs,
    apps: apps.size,
    share: rateOf(runs, all),
  }));
}
