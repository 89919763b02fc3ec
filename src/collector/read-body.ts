import { utf8Decoder } from '../utf8.js';
import type { BodyShare } from './body-budget.js';

/** Why a body was not read. `no-room`: other requests take the memory for bodies. */
type BodyProblem = 'too-large' | 'too-slow' | 'cut-off' | 'no-room';

/** A body, or why it was not read. */
export type ReadBody = { readonly text: string } | { readonly refused: BodyProblem };

/** Limits of a body. */
export interface BodyLimits {
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly share: BodyShare;
}

/** Reads the body of a request, in UTF-8. Stops as soon as it is too large or takes too long. */
export async function readBody(
  { body, headers }: Request,
  { maxBytes, timeoutMs, share }: BodyLimits,
): Promise<ReadBody> {
  if (Number(headers.get('content-length') ?? 0) > maxBytes) return { refused: 'too-large' };
  if (body === null) return { text: '' };
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    leave(reader);
  }, timeoutMs);
  try {
    const decoder = utf8Decoder();
    let text = '';
    let bytes = 0;
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      bytes += chunk.value.byteLength;
      if (bytes > maxBytes) return { refused: 'too-large' };
      if (!share.take(chunk.value.byteLength)) return { refused: 'no-room' };
      text += decoder.decode(chunk.value);
    }
    return isLate ? { refused: 'too-slow' } : { text: text + decoder.end() };
  } catch {
    return { refused: isLate ? 'too-slow' : 'cut-off' };
  } finally {
    clearTimeout(timer);
    leave(reader);
  }
}

/** Ends reading. A body that ended already, or was cut off, does not matter. */
function leave(reader: ReadableStreamDefaultReader<Uint8Array>): void {
  reader.cancel().catch(() => undefined);
}
