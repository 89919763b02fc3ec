/** Where Deno makes the error. Errors of the caller, or of `Deno.Command`, come from other files. */
const ORIGIN = 'ext:deno_node/internal/child_process';

/**
 * Detects the end of a child that Deno 2.9 does not report. When a real-time signal ends a child, Deno emits neither
 * `exit` nor `close` but an unhandled rejection, `Invalid signal: 40`, which would end this process. If two children
 * end so in the same turn, either error may be taken for either child.
 *
 * @param pid - The child's pid.
 * @param onEnd - Called with the number of the signal.
 * @returns a function that stops watching.
 */
export function watchDenoSignalError(pid: number | undefined, onEnd: (signal: number) => void): () => void {
  if (!('Deno' in globalThis) || pid === undefined) return () => undefined;
  const onRejection = (event: Event & { readonly reason?: unknown }): void => {
    const signal = signalIn(event.reason);
    // The error may belong to another child, or may have been handled already.
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
