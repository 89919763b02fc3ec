import { guarded } from '../errors.js';

/** A query as JSON, for keys and ids: also one that is wrong and that JSON cannot hold, because its reading rejects. */
export function queryKey(query: object | undefined): unknown {
  const key = guarded(() => {
    const text = JSON.stringify({ ...query }, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
    return JSON.parse(text) as unknown;
  });
  return key ?? 'unreadable';
}
