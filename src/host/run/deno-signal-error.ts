/** Where Deno makes the error. One that the caller made, or that a child of `Deno.Command` brought about, is not from there. */
const ORIGIN = 'ext:deno_node/internal/child_process';

/**
 * Watches for the end of a child that Deno 2.9 does not tell: of a child that a real-time signal ended it emits neither
 * `exit` nor `close`, but rejects with `Invalid signal: 40`, which would end this process. Where two end so in the same
 * turn, either error is taken for either child.
 *
 * @param pid - The child's.
 * @param onEnd - Is given the number of the signal.
 * @returns what ends the watching.
 */
export function watchDenoSignalError(pid: number | undefined, onEnd: (signal: number) => void): () => void {
  if (!('Deno' in globalThis) || pid === undefined) return () => undefined;
  const onRejection = (event: Event & { readonly reason?: unknown }): void => {
    const signal = signalIn(event.reason);
    // It may be another child that has ended so, or one of ours whose end this error has told already.
    if (signal === undefined || event.defaultPrevented || isThere(pid)) return;
    event.preventDefault();
    onEnd(signal);
  };
  addEventListener('unhandledrejection', onRejection);
  return () => removeEventListener('unhandledrejection', onRejection);
}

function signalIn(reason: unknown): number | undefined {
  if (!(reason instanceof TypeError) || reason.stack?.includes(ORIGIN) !== true) return undefined;
  const number = /^Invalid signal: (\d+)$/.exec(reason.message)?.[1];
  return number === undefined ? undefined : Number(number);
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as { code?: unknown }).code !== 'ESRCH';
  }
}
