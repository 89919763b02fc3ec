// @ts-check
// Explains exit codes. Needs no client and no consent, because nothing is sent.
import { describeExitCode, explainExitCode, todayCatalogue } from '@community-scripts/telemetry/exit-codes';

console.log(explainExitCode(127));
console.log(explainExitCode({ exitCode: null, signal: 'SIGKILL' }));

const { text, group, category } = describeExitCode(28, todayCatalogue);
console.log(`${text} (${group}, ${category})`);

const ours = { ...todayCatalogue, 42: 'Our licence server said no' };
console.log(explainExitCode(42, ours));
