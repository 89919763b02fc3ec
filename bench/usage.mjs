// @ts-check
import { GCProfiler } from 'node:v8';

/**
 * What a work takes, each of `count` times: microseconds on the clock, and of the processor in this process, collecting
 * garbage and compiling included; and the bytes it allocates.
 *
 * @param {number} count
 * @param {() => unknown} work
 */
export async function usageOf(count, work) {
  const collections = new GCProfiler();
  collections.start();
  const heapBefore = process.memoryUsage().heapUsed;
  const [cpuBefore, began] = [process.cpuUsage(), performance.now()];
  await work();
  const wallMs = performance.now() - began;
  const { user, system } = process.cpuUsage(cpuBefore);
  const grown = process.memoryUsage().heapUsed - heapBefore;
  const allocated = collections.stop().statistics.reduce((sum, collection) => sum + freedBy(collection), grown);
  return { cpu: (user + system) / count, wall: (wallMs * 1_000) / count, bytes: allocated / count };
}

/** @param {import('node:v8').GCProfilerResult['statistics'][number]} collection */
function freedBy({ beforeGC, afterGC }) {
  return beforeGC.heapStatistics.usedHeapSize - afterGC.heapStatistics.usedHeapSize;
}
