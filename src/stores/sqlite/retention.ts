import type { WriteQueue } from './write-queue.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Removes old records, some at a time, now and every hour. @returns a function that stops. */
export function startRetention(queue: WriteQueue, days: number, removeBefore: (ms: number) => number): () => void {
  const controller = new AbortController();
  const sweep = async (): Promise<void> => {
    // What cannot be removed now is removed an hour later.
    await removeAll(queue, () => removeBefore(Date.now() - days * DAY_MS), controller.signal).catch(() => undefined);
  };
  const timer = setInterval(() => void sweep(), HOUR_MS);
  timer.unref();
  void sweep();
  return () => {
    clearInterval(timer);
    controller.abort();
  };
}

async function removeAll(queue: WriteQueue, removeSome: () => number, signal: AbortSignal): Promise<void> {
  while ((await queue.add(removeSome, { signal })) > 0);
}
