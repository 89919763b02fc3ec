/** What the doctor looks at, in the order in which it is shown. */
export type CheckName = 'consent' | 'server' | 'clock' | 'proxy' | 'guards';

/** What one check found. */
export interface Finding {
  readonly check: CheckName;
  /** A note does not keep a report from arriving; a problem does. */
  readonly verdict: 'ok' | 'note' | 'problem';
  readonly says: string;
  /** What to do. */
  readonly advice?: string;
}

/** What is found of a server whose URL is valid. */
export type ServerFinding = Omit<Finding, 'check'>;
