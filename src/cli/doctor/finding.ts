/** The doctor's checks, in the order shown. */
type CheckName = 'consent' | 'record' | 'server' | 'clock' | 'proxy' | 'guards';

/** The result of one check. */
export interface Finding {
  readonly check: CheckName;
  /** A `problem` keeps reports from arriving; a `note` does not. */
  readonly verdict: 'ok' | 'note' | 'problem';
  readonly says: string;
  /** What to do. */
  readonly advice?: string;
}

/** The result of checking a server whose URL is valid. */
export type ServerFinding = Omit<Finding, 'check'>;
