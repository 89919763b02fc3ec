import { isTelemetryError } from '../errors.js';
import { expectEqual, expectThat } from './contract-case.js';

/** Expects that the call throws or rejects with this code and, where fields are given, names one of them. */
export async function expectRefusal(
  what: string,
  read: () => unknown,
  code: string,
  fields?: readonly string[],
): Promise<void> {
  const error = await settle(read).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expectThat(`${what} rejects with a TelemetryError`, isTelemetryError(error));
  const refused = error as { code: string; fields?: Readonly<Record<string, string>> };
  expectEqual(`the code of ${what}`, refused.code, code);
  if (fields)
    expectThat(
      `${what} names ${fields.join(' or ')}`,
      fields.some((field) => Object.hasOwn(refused.fields ?? {}, field)),
    );
}

/** Waits for a promise, and reads an async iterable to its first item. */
async function settle(read: () => unknown): Promise<void> {
  const result = await read();
  if (typeof result === 'object' && result !== null && Symbol.asyncIterator in result)
    for await (const item of result as AsyncIterable<unknown>) if (item) break;
}
