// @ts-check
// The process of one contestant: prepares the measure it is named, then takes a sample whenever it is asked for one.
import { measureNamed } from './measures.mjs';

const [measureName = '', name = '', setting = ''] = process.argv.slice(2);
const measure = await measureNamed(measureName);
const contestant = measure.contestants.find((one) => one.name === name);
if (contestant === undefined) throw new Error(`${measureName} has no contestant ${name}`);

try {
  const sample = await measure.prepare(contestant, JSON.parse(setting));
  // Where one throws, the process ends, which is what its parent waits for, too.
  process.on('message', async () => process.send?.({ sample: await sample() }));
  process.send?.({ ready: true });
} catch (error) {
  process.send?.({ absent: /** @type {Error} */ (error).message });
}
// What a contestant keeps open must not keep its process.
process.on('disconnect', () => process.exit());
