// @ts-check

/**
 * The time a work takes, in microseconds each of `count` times: on the clock, and of the processor in this process,
 * collecting garbage and compiling included.
 *
 * @param {number} count
 * @param {() => unknown} work
 */
export async function usageOf(count, work) {
  const [cpuBefore, began] = [process.cpuUsage(), performance.now()];
  await work();
  const wallMs = performance.now() - began;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { cpu: (user + system) / count, wall: (wallMs * 1_000) / count };
}
