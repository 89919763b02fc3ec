import type { StoredRecord } from '../sources/records/stored-record.js';

/** Between what an error text says of the failure and the end of the output. */
const BEFORE_OUTPUT = '\n---\n';

/**
 * The command that failed, where it is known: the record's `failed_command`, else what its error text says behind
 * `| command:` or `| at line 77:`. White space in it counts as one space.
 */
export function failingCommand({ failed_command, error }: Partial<StoredRecord>): string | undefined {
  const command = failed_command ?? commandIn(error ?? '');
  return command?.replace(/\s+/g, ' ').trim() || undefined;
}

function commandIn(error: string): string | undefined {
  const [told = ''] = error.split(BEFORE_OUTPUT, 1);
  return /^exit_code=\d/.test(told) ? / \| (?:at line \d{1,9}|command): ([^]*)/.exec(told)?.[1] : undefined;
}
