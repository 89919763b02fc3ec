import { untilAborted } from '../until-aborted.js';
import { utf8Decoder, utf8Length } from '../utf8.js';
import { headerOf } from './answer-headers.js';
import type { TransportResponse } from './transport.js';

/**
 * Reads an answer's text up to a bound, by what its body can do: a reader, an async iteration, or
 * `text()`. Only the last may hold more than the bound, where the answer does not say how long it is.
 *
 * @returns `undefined` where the answer is longer than `maxBytes`; the rest is left unread.
 */
export async function readBoundedText(
  answer: TransportResponse,
  maxBytes: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { body } = answer;
  const isWithin = (text: string): boolean => text.length <= maxBytes && utf8Length(text) <= maxBytes;
  if (typeof body === 'string') return isWithin(body) ? body : undefined;
  const chunks = chunksOf(body);
  if (chunks !== undefined) return readChunks(chunks, maxBytes, signal);
  if (Number(headerOf(answer, 'content-length')) > maxBytes) return undefined;
  const text = await untilAborted(textOf(answer), signal);
  return isWithin(text) ? text : undefined;
}

/** Frees what holds an answer's body that is not read. Never throws, nor does the body from then on. */
export function discardBody({ body }: TransportResponse): void {
  quietly(() => chunksOf(body)?.stop());
}

/** A body that can be read in pieces. */
interface Chunks {
  next(): Promise<{ readonly done?: boolean | undefined; readonly value?: unknown }>;
  /** The rest is not read. */
  stop(): unknown;
}

/** What `fetch` of a browser or a runtime gives, and what a library on Node's streams does. */
interface Readable extends Partial<AsyncIterable<unknown>>, Partial<NodeStream> {
  getReader?: ReadableStream['getReader'];
}

/** As much of a stream of Node as has to be known here. */
interface NodeStream {
  on(event: 'error' | 'unpipe', listener: (source: NodeStream) => void): unknown;
  destroy(): unknown;
}

function chunksOf(body: TransportResponse['body'] | object): Chunks | undefined {
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
    // The iteration by itself would end with the next piece only.
    stop: () => (typeof readable.destroy === 'function' ? destroy(readable as NodeStream) : iterator.return?.()),
  };
}

/** Destroys a stream and what is piped into it, which would hold its connection: node-fetch 2 gives such a stream. */
function destroy(stream: NodeStream): void {
  // Without a listener a stream that breaks now would end the process.
  stream.on('error', () => undefined);
  stream.on('unpipe', destroy);
  stream.destroy();
}

async function* alone(bytes: ArrayBufferView): AsyncGenerator<ArrayBufferView> {
  yield await Promise.resolve(bytes);
}

async function readChunks(chunks: Chunks, maxBytes: number, signal: AbortSignal): Promise<string | undefined> {
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
    // Whatever ended the reading, the rest is not read.
    if (!isOver) quietly(() => chunks.stop());
  }
}

function lengthOf(chunk: unknown): number {
  if (typeof chunk === 'string') return utf8Length(chunk);
  if (ArrayBuffer.isView(chunk)) return chunk.byteLength;
  throw new TypeError('The body gave something that is neither bytes nor text');
}

/** The whole text of a body that cannot be read in pieces, such as React Native's. */
async function textOf(answer: TransportResponse): Promise<string> {
  const { body } = answer as { readonly body?: { text?: () => Promise<string> } | null };
  const text: unknown = typeof body?.text === 'function' ? await body.text() : await answer.text?.();
  if (typeof text === 'string') return text;
  if (body === null || body === undefined) return '';
  throw new TypeError('The body cannot be read');
}

/** Does what may throw or reject. */
function quietly(action: () => unknown): void {
  void (async () => {
    await action();
  })().catch(() => undefined);
}
