import { guarded } from '../errors.js';
import type { TransportResponse } from './transport.js';

/**
 * Reads an answer's text up to a bound and never holds more than that.
 *
 * @returns `undefined` where the answer is longer than `maxBytes`; the rest is left unread.
 */
export async function readBoundedText(
  body: TransportResponse['body'],
  maxBytes: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (body === null || body === undefined) return '';
  if (typeof body === 'string') return fits(body, maxBytes) ? body : undefined;

  const reader = body.getReader();
  const stop = (): void => {
    void guarded(() => reader.cancel().catch(() => undefined));
  };
  signal.addEventListener('abort', stop, { once: true });
  let isOver = false;
  try {
    const decoder = new TextDecoder();
    let text = '';
    let bytes = 0;
    for (;;) {
      const { done, value } = await reader.read();
      isOver = done;
      if (done) return text + decoder.decode();
      bytes += value.byteLength;
      if (bytes > maxBytes) return undefined;
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    signal.removeEventListener('abort', stop);
    // Whatever ended the reading, nobody reads on.
    if (!isOver) stop();
  }
}

function fits(text: string, maxBytes: number): boolean {
  return text.length <= maxBytes && new TextEncoder().encode(text).byteLength <= maxBytes;
}
