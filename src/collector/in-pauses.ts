/**
 * Waits for a promise as often as asked, for a while each time, with one reaction on it in all: a promise keeps every
 * reaction until it settles.
 *
 * @param promise - Never rejects.
 * @returns a function that resolves to the promise's value, or to `nothing` after the time, in milliseconds.
 */
export function inPauses<T>(promise: Promise<T>): (ms: number) => Promise<T | 'nothing'> {
  let settled: { readonly value: T } | undefined;
  let wake: () => void = () => undefined;
  void promise.then((value) => {
    settled = { value };
    wake();
  });
  return async (ms) => {
    if (settled === undefined) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return settled === undefined ? 'nothing' : settled.value;
  };
}
