import { isDebugging } from '../host/debug-events.js';

/** Prints a result. */
export function print(text: string): Promise<void> {
  return write(process.stdout, `${text}\n`);
}

/** Tells a person who reads along, or looks for a mistake with TELEMETRY_DEBUG; a script is not told. */
export async function tell(text: string): Promise<void> {
  if (process.stderr.isTTY || isDebugging()) await write(process.stderr, `${text}\n`);
}

/** Says what was wrong with what was asked. */
export function complain(text: string): Promise<void> {
  return write(process.stderr, `telemetry: ${text}\n`);
}

/** Makes good and bad stand out where colours are wanted; both colours are readable on dark and on light. */
export function coloured(text: string, isGood: boolean): string {
  const areWanted = process.stderr.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
  return areWanted ? `\u001B[${isGood ? 32 : 31}m${text}\u001B[39m` : text;
}

/** Once it is written, or cannot be: a reader may have closed the pipe. */
function write(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve) => {
    stream.on('error', () => resolve());
    stream.write(text, () => resolve());
  });
}
