import { guarded } from '../errors.js';
import type { AnswerHeaders, TransportResponse } from './transport.js';

/** Reads a header from `Headers`, a map or a plain object. */
export function headerOf({ headers }: TransportResponse, name: string): string | null {
  const value: unknown = guarded((): unknown =>
    typeof headers?.get === 'function'
      ? (headers as AnswerHeaders).get(name)
      : Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1],
  );
  return typeof value === 'string' ? value : null;
}
