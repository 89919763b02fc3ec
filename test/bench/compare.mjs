// @ts-check

/** @typedef {{ name: string, run: () => unknown }} Contestant */

/**
 * Lets each run in turn, in another order each round, and prints how long it took beside the first of them.
 *
 * @param {string} what
 * @param {number} rounds
 * @param {[peer: Contestant, ...others: Contestant[]]} contestants
 */
export async function compare(what, rounds, contestants) {
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
    const ratios = (times.get(other) ?? [])
      .map((ms, round) => ms / (times.get(peer)?.[round] ?? NaN))
      .sort((a, b) => a - b);
    const at = (/** @type {number} */ part) => `${(ratios[Math.floor(part * (ratios.length - 1))] ?? NaN).toFixed(2)}`;
    console.log(`  ${other.name}: ${at(0.5)} times as long (${at(0.1)} to ${at(0.9)} in eight of ten rounds)`);
  }
}
