// @ts-check
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const measuredProcess = fileURLToPath(new URL('measured-process.mjs', import.meta.url));

/**
 * Starts a process that measures one build, and waits until it has warmed up.
 *
 * @param {string} name
 * @param {readonly string[]} nodeOptions
 * @param {string} directory
 */
export async function startSampler(name, nodeOptions, directory) {
  const child = fork(measuredProcess, [name, directory], { execArgv: [...nodeOptions] });
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`The process that measures ${name} in ${directory} ended (${code ?? signal})`);
  });
  // It ends when it is done, too.
  ended.catch(() => undefined);
  const answer = async () => (await Promise.race([once(child, 'message'), ended]))[0];

  await answer();
  return {
    /** @returns {Promise<import('./measure.js').Sample>} */
    sample() {
      child.send('sample');
      return answer();
    },
    async stop() {
      child.disconnect();
      await ended.catch(() => undefined);
    },
  };
}
