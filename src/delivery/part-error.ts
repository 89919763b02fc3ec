import { toTelemetryError } from '../errors.js';

/** Runs an action; its error says which part of this process failed, such as the guard store. */
export async function inPart<T>(part: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (thrown) {
    throw toTelemetryError(thrown, undefined, part);
  }
}
