import { isDebugging } from '../host/debug-events.js';
import { printable } from '../host/printable.js';

/** Writes a result to standard output. */
export function print(text: string): Promise<void> {
  return write(process.stdout, printableLines(text));
}

/** Whether a message is good news, which a terminal shows in green, or bad news, shown in red. */
export type Tone = 'good' | 'bad';

/** Writes a message to standard error for a person: on a terminal, or with TELEMETRY_DEBUG. Scripts do not see it. */
export async function tell(text: string, tone?: Tone): Promise<void> {
  if (process.stderr.isTTY || isDebugging()) await complain(text, tone);
}

/** Writes a message to standard error. */
export function complain(text: string, tone?: Tone): Promise<void> {
  return write(process.stderr, `telemetry: ${coloured(printableLines(text), tone)}`);
}

/** The text on lines of its own. Its characters are shown as they are, or as escapes: they may come from anywhere. */
function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** Colours a text if standard error is a terminal and colours are not switched off. */
function coloured(text: string, tone: Tone | undefined): string {
  const areWanted = process.stderr.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
  return areWanted && tone !== undefined ? `\u001B[${tone === 'good' ? 32 : 31}m${text}\u001B[39m` : text;
}

function ignore(): void {}

/** Resolves when the text is written, or cannot be because the pipe is closed or the device full. Never rejects. */
function write(stream: NodeJS.WritableStream, text: string): Promise<void> {
  // Without a listener, a closed pipe would end the process. It stays, since the error comes after the write.
  if (!stream.listeners('error').includes(ignore)) stream.on('error', ignore);
  return new Promise<void>((resolve) => stream.write(`${text}\n`, () => resolve())).catch(() => {
    // Deno throws where a device is full.
  });
}
