import type { TransportFunction } from '../../../src/index.js';
import type { ReadAnswer, ReadService } from '../../ingest/read-service.js';

/** Brings requests to a service in this process. */
export function transportTo(service: ReadService): TransportFunction {
  return answering((path) => service.answer(path));
}

/** Answers each path and query with what the function returns. */
export function answering(answer: (path: string) => ReadAnswer): TransportFunction {
  return async ({ url, signal }) => {
    await Promise.resolve();
    signal.throwIfAborted();
    return answer(url.slice(new URL(url).origin.length));
  };
}

/** All items of an iteration. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
