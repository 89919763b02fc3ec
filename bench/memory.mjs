// @ts-check
import { setTimeout as wait } from 'node:timers/promises';

/** The heap without garbage: weak references and finalizers let go a turn after each collection. Wants `--expose-gc`. */
export async function bytesInUse() {
  for (let collections = 0; collections < 4; collections += 1) {
    await wait(5);
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed;
}

/**
 * The most memory that the process had during some work, above what it had before, in bytes. Wants `--expose-gc`.
 *
 * @param {() => Promise<void>} work
 */
export async function peakDuring(work) {
  await bytesInUse();
  const { rss: before } = process.memoryUsage();
  let peak = before;
  const look = () => (peak = Math.max(peak, process.memoryUsage.rss()));
  const timer = setInterval(look, 5);
  await work();
  look();
  clearInterval(timer);
  return peak - before;
}
