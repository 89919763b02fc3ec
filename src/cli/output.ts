import { isDebugging } from '../host/debug-events.js';

/** Writes a result to standard output. */
export function print(text: string): Promise<void> {
  return write(process.stdout, `${text}\n`);
}

/** Writes a message to standard error for a person: on a terminal, or with TELEMETRY_DEBUG. Scripts do not see it. */
export async function tell(text: string): Promise<void> {
  if (process.stderr.isTTY || isDebugging()) await write(process.stderr, `${text}\n`);
}

/** Writes an error to standard error. */
export function complain(text: string): Promise<void> {
  return write(process.stderr, `telemetry: ${text}\n`);
}

/** Colours a text green or red if standard error is a terminal and colours are not switched off. */
export function coloured(text: string, isGood: boolean): string {
  const areWanted = process.stderr.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
  return areWanted ? `\u001B[${isGood ? 32 : 31}m${text}\u001B[39m` : text;
}

/** Resolves when the text is written, or cannot be because the reader has closed the pipe. */
function write(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve) => {
    stream.on('error', () => resolve());
    stream.write(text, () => resolve());
  });
}
