import { describeExitCode } from '../exit-codes/explain.js';
import { todayCatalogue } from '../exit-codes/today-catalogue.js';
import type { Asked } from './parse-command-line.js';
import { print } from './output.js';

/** Explains exit codes, one per line. */
export async function explain({ given, values }: Asked): Promise<number> {
  const described = given.map((code) => ({ given: code, ...describeExitCode(code, todayCatalogue) }));
  const width = Math.max(...given.map((code) => code.length));
  const lines = described.map(({ given: code, text }) => `${code.padStart(width)}  ${text}`);
  await print(values.json === true ? JSON.stringify(described) : lines.join('\n'));
  return 0;
}
