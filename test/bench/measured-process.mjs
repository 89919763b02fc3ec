// @ts-check
// The process of one build: prepares the measure it is named, then takes a sample whenever it is asked for one.
import { builtPackage } from './builds.mjs';
import { measureNamed } from './measures.mjs';

const [name = '', directory = ''] = process.argv.slice(2);
const sample = await (await measureNamed(name)).prepare(builtPackage(directory));
// Where one throws, the process ends, which is what its parent waits for, too.
process.on('message', async () => process.send?.(await sample()));
process.send?.('ready');
