// Reports the ends of runs to a store, eight at a time, and prints what each report resolved as, when it did.
// Arguments: the module of sqlite(), the file, the exit code to report, the number of runs.
import { writeSync } from 'node:fs';

const [module = '', path = '', code = '', count = ''] = process.argv.slice(2);
const { sqlite } = await import(module);
const store = sqlite({ path });
const { signal } = new AbortController();
let next = 0;

async function work() {
  while (next < Number(count)) {
    const random_id = `shared-run-${(next += 1)}`;
    const report = { random_id, nsapp: 'plex', status: 'failed', exit_code: Number(code) };
    writeSync(1, `${random_id} ${await store.report(report, { signal })}\n`);
  }
}

await Promise.all(Array.from({ length: 8 }, work));
await store.close();
