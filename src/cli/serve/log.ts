import type { IncomingMessage } from 'node:http';
import { guarded } from '../../errors.js';
import { redact } from '../../redact/redact.js';
import { print } from '../output.js';

/** Is told of a request, the status and the text of its answer, and how long it took, in milliseconds. */
export type LogRequest = (asked: IncomingMessage, status: number, text: string, tookMs: number) => void;

const LONGEST_PATH = 200;
/** How many lines wait for a slow reader. Beyond it, lines are left out and counted. */
const MOST_WAITING = 10_000;

/** Writes events as lines of JSON on standard output, several at once, in their order. */
export class Log {
  #waiting: string[] = [];
  #leftOut = 0;
  #writing: Promise<void> | undefined;

  /** Writes an event. Its fields name no client: no address, no body, no query, no token. */
  write(event: string, fields: object): void {
    if (this.#waiting.length >= MOST_WAITING) {
      this.#leftOut += 1;
      return;
    }
    this.#waiting.push(lineOf(event, fields));
    this.#writing ??= this.#writeAll();
  }

  /** Writes that a request was answered; refused ones with the reason. */
  readonly request: LogRequest = ({ method, url = '' }, status, text, tookMs) => {
    const durationMs = Math.round(tookMs * 10) / 10;
    const reason = status >= 400 ? reasonIn(text) : undefined;
    this.write('request', { method, path: pathOf(url), status, durationMs, reason });
  };

  /** Resolves when everything is written. */
  async end(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      const lines = this.#waiting;
      this.#waiting = [];
      if (this.#leftOut > 0) lines.push(lineOf('left-out', { lines: this.#leftOut }));
      this.#leftOut = 0;
      await print(lines.join('\n'));
    }
    this.#writing = undefined;
  }
}

function lineOf(event: string, fields: object): string {
  return JSON.stringify({ time: new Date().toISOString(), event, ...fields });
}

/** The path without its query, which may hold what a client asks for. */
function pathOf(url: string): string {
  const [path = ''] = url.split(/[?#]/, 1);
  return redact(path.slice(0, LONGEST_PATH));
}

/** The reason in a refusal: the collector's own words, which repeat nothing of the request. */
function reasonIn(text: string): string | undefined {
  const json = guarded(() => JSON.parse(text) as { message?: unknown; error?: unknown });
  const reason = json === undefined ? text.trim() : (json.message ?? json.error);
  return typeof reason === 'string' && reason !== '' ? reason : undefined;
}
