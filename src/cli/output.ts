import { fstatSync, writeSync } from 'node:fs';
import { isDebugging } from '../host/debug-events.js';
import { printable } from '../host/printable.js';

let isReaderGone = false;

/** Writes a result to standard output. */
export function print(text: string): Promise<void> {
  return write(1, printableLines(`${text}\n`));
}

/** Writes the usage to standard error, where a command is missing. */
export function printUsage(text: string): Promise<void> {
  return write(2, `${text}\n`);
}

/** Whether standard output was found closed, as by `head`: more need not be printed. */
export function hasNoReader(): boolean {
  return isReaderGone;
}

/** Whether a message is good news, which a terminal shows in green, or bad news, shown in red. */
export type Tone = 'good' | 'bad';

/** Writes a message to standard error for a person: on a terminal, or with TELEMETRY_DEBUG. Scripts do not see it. */
export async function tell(text: string, tone?: Tone): Promise<void> {
  if (isOnTerminal() || isDebugging()) await complain(text, tone);
}

/** Writes a message to standard error. */
export function complain(text: string, tone?: Tone): Promise<void> {
  return write(2, `telemetry: ${coloured(printableLines(text), tone)}\n`);
}

/** The text on lines of its own. Its characters are shown as they are, or as escapes: they may come from anywhere. */
function printableLines(text: string): string {
  return text
    .split(/(\r?\n)/)
    .map((part, place) => (place % 2 === 0 ? printable(part) : part))
    .join('');
}

/** Colours a text if standard error is a terminal and colours are not switched off. */
function coloured(text: string, tone: Tone | undefined): string {
  const areWanted = tone !== undefined && isOnTerminal() && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
  return areWanted ? `\u001B[${tone === 'good' ? 32 : 31}m${text}\u001B[39m` : text;
}

/** Writes at once: the streams of `process` take milliseconds to make. Never rejects. */
async function write(descriptor: 1 | 2, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(descriptor, bytes, written);
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'EPIPE' && descriptor === 1) isReaderGone = true;
    // Full for now, because another process made the pipe one that does not wait; the stream does.
    if (code === 'EAGAIN') await writeLater(descriptor, bytes.subarray(written));
  }
}

function ignore(): void {}

/** Resolves when the bytes are written, or cannot be because the pipe is closed or the device full. Never rejects. */
function writeLater(descriptor: 1 | 2, bytes: Uint8Array): Promise<void> {
  const stream = descriptor === 1 ? process.stdout : process.stderr;
  // Without a listener, a closed pipe would end the process. It stays, since the error comes after the write.
  if (!stream.listeners('error').includes(ignore)) stream.on('error', ignore);
  return new Promise<void>((resolve) => stream.write(bytes, () => resolve())).catch(() => {
    // Deno throws where a device is full.
  });
}

/** Whether standard error is a terminal. Its stream, which takes milliseconds to make, is asked only if it may be. */
function isOnTerminal(): boolean {
  try {
    return fstatSync(2).isCharacterDevice() && process.stderr.isTTY;
  } catch {
    return false;
  }
}
