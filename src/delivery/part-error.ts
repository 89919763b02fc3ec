import { toTelemetryError } from '../errors.js';

/** Runs an action of one part, such as the guard store. Its error names the part. */
export async function inPart<T>(part: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (thrown) {
    throw toTelemetryError(thrown, undefined, part);
  }
}
