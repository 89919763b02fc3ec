import { parseExitCode } from '../../exit-codes/exit-code.js';

/** The longest command that is kept, in UTF-16 code units. */
const LONGEST_COMMAND = 4_096;
/** The longest output that is kept, in UTF-16 code units. */
const LONGEST_OUTPUT = 64 * 1024;

const OUTPUT_BEGINS = /^--- OUTPUT ---\r?(?:\n|$)/m;

/**
 * A failure, as the shell functions recorded it when it happened.
 *
 * Command and output are not redacted: they may hold secrets, addresses and terminal control sequences. They are longer
 * than what is published, because a secret that is cut in half is not recognized. Pass them to `describeFailure`.
 */
export interface Errinfo {
  /** At least 0. */
  readonly exitCode?: number;
  /** The line in the script, from 1. */
  readonly line?: number;
  /** The first 4,096 characters of the command. */
  readonly command?: string;
  /** The last 65,536 characters of the command's output. */
  readonly output?: string;
}

/**
 * Parses an `.errinfo` file: `EXIT_CODE=`, `LINE=`, `COMMAND=`, then `--- OUTPUT ---` and the output. The first line
 * with a key counts. Empty and invalid values are left out.
 *
 * @param bytes - The file, or its beginning.
 * @param end - The end of the file, if `bytes` is only the beginning.
 * @returns `undefined` if the file has none of these.
 */
export function parseErrinfo(bytes: Uint8Array, end?: Uint8Array): Errinfo | undefined {
  const text = decode(bytes);
  const marker = OUTPUT_BEGINS.exec(text);
  const head = marker === null ? text : text.slice(0, marker.index);
  const exitCode = parseExitCode(valueOf('EXIT_CODE', head));
  const line = parseExitCode(valueOf('LINE', head));
  const command = (valueOf('COMMAND', head) ?? '').slice(0, LONGEST_COMMAND);
  const printed = marker === null ? '' : end === undefined ? text.slice(marker.index + marker[0].length) : decode(end);
  const output = printed.replaceAll('\r\n', '\n').trimEnd().slice(-LONGEST_OUTPUT);
  const errinfo = {
    ...(exitCode !== undefined && { exitCode }),
    ...(line !== undefined && line > 0 && { line }),
    ...(command !== '' && { command }),
    ...(output !== '' && { output }),
  };
  return Object.keys(errinfo).length === 0 ? undefined : errinfo;
}

function valueOf(key: string, head: string): string | undefined {
  const line = head.split('\n').find((line) => line.startsWith(`${key}=`));
  return line?.slice(key.length + 1).trim();
}

/** Decodes UTF-8; invalid bytes become U+FFFD, and half a character at the start is dropped. */
function decode(bytes: Uint8Array): string {
  let start = 0;
  while (start < 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start++;
  return new TextDecoder().decode(bytes.subarray(start));
}
