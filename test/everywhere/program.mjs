// @ts-check
// Runs the tests of reading, and tells how they ended: in a page to the server that serves it, else on standard output.
import './tests.mjs';
import { runTests } from './vitest.mjs';

const told = JSON.stringify(await runTests().catch((error) => ({ error: String(error) })));
if ('document' in globalThis) await fetch('/told', { method: 'POST', body: told });
else console.log(told);
