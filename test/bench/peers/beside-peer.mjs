// @ts-check
import { ratiosByRound, spreadOf } from '../statistics.mjs';

/** @typedef {{ name: string, run: () => unknown }} Contestant */

/**
 * Lets each run in turn, in another order each round, and prints how long it took beside the first of them.
 *
 * @param {string} what
 * @param {number} rounds
 * @param {[peer: Contestant, ...others: Contestant[]]} contestants
 */
export async function besidePeer(what, rounds, contestants) {
  /** @type {Map<Contestant, number[]>} */
  const times = new Map(contestants.map((contestant) => [contestant, []]));
  // The first round, in which everything is loaded and compiled, does not count.
  for (let round = 0; round <= rounds; round += 1) {
    const [first, last] = [
      contestants.slice(round % contestants.length),
      contestants.slice(0, round % contestants.length),
    ];
    for (const contestant of [...first, ...last]) {
      const began = performance.now();
      await contestant.run();
      if (round > 0) times.get(contestant)?.push(performance.now() - began);
    }
  }

  const [peer, ...others] = contestants;
  console.log(`\n${what}, ${rounds} rounds; beside ${peer.name}`);
  for (const other of others) {
    const { median, p10, p90 } = spreadOf(ratiosByRound(times.get(other) ?? [], times.get(peer) ?? []));
    const [middle, low, high] = [median, p10, p90].map((ratio) => ratio.toFixed(2));
    console.log(`  ${other.name}: ${middle} times as long (${low} to ${high} in eight of ten rounds)`);
  }
}
