/**
 * Watches for the end of a child that Deno 2.9 does not tell: of a child that a real-time signal ended it emits neither
 * `exit` nor `close`, but rejects with `Invalid signal: 40`, which would end this process.
 *
 * @param pid - The child's.
 * @param onEnd - Is given the number of the signal.
 * @returns what ends the watching.
 */
export function watchDenoSignalError(pid: number | undefined, onEnd: (signal: number) => void): () => void {
  if (!('Deno' in globalThis) || pid === undefined) return () => undefined;
  const onRejection = (event: Event & { readonly reason?: unknown }): void => {
    const [, number] = /^Invalid signal: (\d+)$/.exec(String((event.reason as Error | undefined)?.message)) ?? [];
    // It may be another child that has ended so.
    if (number === undefined || isThere(pid)) return;
    event.preventDefault();
    onEnd(Number(number));
  };
  addEventListener('unhandledrejection', onRejection);
  return () => removeEventListener('unhandledrejection', onRejection);
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as { code?: unknown }).code !== 'ESRCH';
  }
}
