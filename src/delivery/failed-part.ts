import { toTelemetryError } from '../errors.js';

/** Has an error of a part of its own, such as the guard store, say in which part it was. */
export async function naming<T>(part: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (thrown) {
    throw toTelemetryError(thrown, undefined, part);
  }
}
