import { parseExitCode } from '../../exit-codes/exit-code.js';

/** The longest command that is kept, in UTF-16 units. */
const LONGEST_COMMAND = 4_096;
/** The longest output that is kept, in UTF-16 units. */
const LONGEST_OUTPUT = 64 * 1024;

const OUTPUT_BEGINS = /^--- OUTPUT ---\r?(?:\n|$)/m;

/**
 * What failed, as the shell functions wrote it down at that moment.
 *
 * Command and output are as they were: they may hold secrets, addresses and terminal control
 * sequences, and are longer than what is published, because half a secret is not recognised.
 */
export interface Errinfo {
  /** From 0. */
  readonly exitCode?: number;
  /** The line of the script, from 1. */
  readonly line?: number;
  /** At most its first 4,096 characters. */
  readonly command?: string;
  /** At most the last 65,536 characters of what it printed. */
  readonly output?: string;
}

/**
 * Parses an `.errinfo` file: `EXIT_CODE=`, `LINE=`, `COMMAND=`, then `--- OUTPUT ---` and the
 * output. The first line of a key counts; what is empty or no number is left out.
 *
 * @param bytes - The file, or its beginning.
 * @param end - The end of the file, where `bytes` is not all of it.
 * @returns `undefined` where nothing of it is there.
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

/** UTF-8, where what is none becomes U+FFFD; the rest of a character at a cut is dropped. */
function decode(bytes: Uint8Array): string {
  let start = 0;
  while (start < 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start++;
  return new TextDecoder().decode(bytes.subarray(start));
}
