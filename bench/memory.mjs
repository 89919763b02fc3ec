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
