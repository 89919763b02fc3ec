import { guarded } from '../../errors.js';

/** A key that is written into a path and a filter as it is. */
const PLAIN = /^[A-Za-z0-9-][A-Za-z0-9_-]{0,127}$/;

/**
 * Makes PocketBase's id of a record from its key, so that an update finds it without a second id in the store. A UUID
 * is its own id; a key with other characters is encoded.
 */
export function idOf(key: string): string {
  if (PLAIN.test(key)) return key;
  const binary = String.fromCharCode(...new TextEncoder().encode(key));
  return `_${btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}

/** Finds the key of an id; `undefined` if {@link idOf} makes no such id. */
export function keyOf(id: string): string | undefined {
  if (PLAIN.test(id)) return id;
  return guarded(() => {
    const binary = atob(id.slice(1).replaceAll('-', '+').replaceAll('_', '/'));
    const key = new TextDecoder('utf-8', { fatal: true }).decode(
      Uint8Array.from(binary, (character) => character.charCodeAt(0)),
    );
    return idOf(key) === id ? key : undefined;
  });
}
