import { type Abortable, untilAborted } from '../until-aborted.js';
import { utf8Decoder, utf8Length } from '../utf8.js';
import { headerOf } from './answer-headers.js';
import type { TransportResponse } from './transport.js';

/**
 * Reads an answer's text up to a limit. Uses what the body supports: a reader, an async iterator, or `text()`. Only
 * `text()` can load more than the limit, if the answer has no Content-Length.
 *
 * @returns `undefined` if the answer is longer than `maxBytes`; the rest is not read.
 */
export async function readBoundedText(
  answer: TransportResponse,
  maxBytes: number,
  signal: Abortable,
): Promise<string | undefined> {
  const { body } = answer;
  if (typeof body === 'string') return isWithin(body, maxBytes) ? body : undefined;
  const chunks = chunksOf(body);
  if (Number(headerOf(answer, 'content-length')) > maxBytes) {
    quietly(() => chunks?.stop());
    return undefined;
  }
  if (chunks !== undefined) return readChunks(chunks, maxBytes, signal);
  const text = await untilAborted(textOf(answer), signal);
  return isWithin(text, maxBytes) ? text : undefined;
}

/** Whether a text has at most this many bytes in UTF-8. */
export function isWithin(text: string, maxBytes: number): boolean {
  // A UTF-16 unit is at most three bytes, so that most texts need not be counted.
  return text.length * 3 <= maxBytes || (text.length <= maxBytes && utf8Length(text) <= maxBytes);
}

/** Releases the connection of an answer whose body is not read. Never throws, and ignores later errors of the body. */
export function discardBody({ body }: TransportResponse): void {
  quietly(() => chunksOf(body)?.stop());
}

/** A body that can be read in chunks. */
export interface Chunks {
  next(): Promise<{ readonly done?: boolean | undefined; readonly value?: unknown }>;
  /** Cancels the rest. */
  stop(): unknown;
}

/** A body of the platform's `fetch`, or a library's stream of Node. */
interface Readable extends Partial<AsyncIterable<unknown>>, Partial<NodeStream> {
  getReader?: ReadableStream['getReader'];
}

/** The part of Node's stream that is used here. */
interface NodeStream {
  on(event: 'error' | 'unpipe', listener: (source: NodeStream) => void): unknown;
  destroy(): unknown;
}

/** The chunks of a body; `undefined` for a body that cannot be read in chunks. */
export function chunksOf(body: TransportResponse['body'] | object): Chunks | undefined {
  if (ArrayBuffer.isView(body)) return chunksOf(alone(body));
  const readable = (body ?? {}) as Readable;
  if (typeof readable.getReader === 'function') {
    const reader = readable.getReader();
    return { next: () => reader.read(), stop: () => reader.cancel() };
  }
  const iterator = readable[Symbol.asyncIterator]?.();
  if (iterator === undefined) return undefined;
  return {
    next: () => iterator.next(),
    // `return()` alone would only take effect with the next chunk.
    stop: () => (typeof readable.destroy === 'function' ? destroy(readable as NodeStream) : iterator.return?.()),
  };
}

/** Destroys a stream and its sources, which would otherwise hold the connection; node-fetch 2 pipes its body. */
function destroy(stream: NodeStream): void {
  // Without a listener, an error of the stream would end the process.
  stream.on('error', () => undefined);
  stream.on('unpipe', destroy);
  stream.destroy();
}

async function* alone(bytes: ArrayBufferView): AsyncGenerator<ArrayBufferView> {
  yield await Promise.resolve(bytes);
}

async function readChunks(chunks: Chunks, maxBytes: number, signal: Abortable): Promise<string | undefined> {
  let isOver = false;
  const collect = async (): Promise<string | undefined> => {
    const decoder = utf8Decoder();
    let text = '';
    let bytes = 0;
    for (;;) {
      const { done, value } = await chunks.next();
      isOver = done === true;
      if (isOver) return text + decoder.end();
      bytes += lengthOf(value);
      if (bytes > maxBytes) return undefined;
      text += typeof value === 'string' ? value : decoder.decode(value as Uint8Array);
    }
  };
  try {
    return await untilAborted(collect(), signal);
  } finally {
    // However the reading ended, cancel the rest.
    if (!isOver) quietly(() => chunks.stop());
  }
}

function lengthOf(chunk: unknown): number {
  if (typeof chunk === 'string') return utf8Length(chunk);
  if (ArrayBuffer.isView(chunk)) return chunk.byteLength;
  throw new TypeError('The body contains a chunk that is neither bytes nor text');
}

/** Reads the whole text of a body that cannot be read in chunks, such as React Native's. */
async function textOf(answer: TransportResponse): Promise<string> {
  const { body } = answer as { readonly body?: { text?: () => Promise<string> } | null };
  const text: unknown = typeof body?.text === 'function' ? await body.text() : await answer.text?.();
  if (typeof text === 'string') return text;
  if (body === null || body === undefined) return '';
  throw new TypeError('The body cannot be read');
}

/** Runs an action and ignores its errors. */
function quietly(action: () => unknown): void {
  void (async () => {
    await action();
  })().catch(() => undefined);
}
