// @ts-check

/** Every measure, in the order of the table; each is a file below `measures/`, so that a process loads its own only. */
export const measureNames = [
  'track',
  'redact-recorded',
  'redact-hostile',
  'lifecycle',
  'allocations',
  'kept',
  'cold-start',
  'cold-start-without-consent',
  'sizes',
];

/** @param {string} name @returns {Promise<import('./measure.js').Measure>} */
export async function measureNamed(name) {
  if (!measureNames.includes(name)) throw new Error(`No measure ${name}; there are ${measureNames.join(', ')}`);
  return (await import(`./measures/${name}.mjs`)).measure;
}
