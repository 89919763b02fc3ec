// @ts-check
// What the shell scripts beside it do, as a module for `fork`.
import { writeFileSync } from 'node:fs';

const [way, begun] = process.argv.slice(2);
if (way === 'exits-7.sh') process.exit(7);
else if (way === 'killed.sh') process.kill(process.pid, 'SIGKILL');
else if (way === 'interrupted.sh') process.kill(process.pid, 'SIGINT');
else if (way === 'waits.sh') {
  writeFileSync(String(begun), `${process.pid}\n`);
  setTimeout(() => undefined, 60_000);
} else process.exit(0);
