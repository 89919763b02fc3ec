// @ts-check
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment } from './environment.mjs';

const contestantProcess = fileURLToPath(new URL('contestant-process.mjs', import.meta.url));

/**
 * Starts a process that measures one contestant, and waits until it has warmed up.
 *
 * @param {string} measure
 * @param {readonly string[]} nodeOptions
 * @param {string} contestant
 * @param {import('./measure.js').Setting} setting
 */
export async function startSampler(measure, nodeOptions, contestant, setting) {
  const child = fork(contestantProcess, [measure, contestant, JSON.stringify(setting)], {
    execArgv: [...nodeOptions],
    env: cleanEnvironment(),
  });
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`The process that measures ${measure} of ${contestant} ended (${code ?? signal})`);
  });
  // It ends when it is done, too.
  ended.catch(() => undefined);
  /** @returns {Promise<{ absent?: string, sample?: import('./measure.js').Sample }>} */
  const answer = async () => (await Promise.race([once(child, 'message'), ended]))[0];

  const { absent } = await answer();
  if (absent !== undefined) child.disconnect();
  return {
    /** Why it cannot run. */
    absent,
    async sample() {
      child.send('sample');
      return (await answer()).sample ?? {};
    },
    async stop() {
      child.disconnect();
      await ended.catch(() => undefined);
    },
  };
}
