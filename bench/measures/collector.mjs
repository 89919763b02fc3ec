// @ts-check
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startCollectorAsPocketBase } from '../../test/collector/as-pocketbase.mjs';
import { startPocketBase } from '../../test/pocketbase/server.mjs';
import { launch } from '../launch.mjs';
import { programFile } from '../program-files.mjs';

const HOOKS = fileURLToPath(new URL('../servers/durable-pocketbase', import.meta.url));
const CURRENT = fileURLToPath(new URL('../../test/pocketbase/current.mjs', import.meta.url));

/** @type {import('../measure.js').Measure} */
export const measure = {
  what: 'servers that take reports over HTTP on 64 connections, each synced to the disk before it is answered',
  quantities: {
    rate: { what: 'creates', unit: '/s' },
    cpu: { what: 'CPU of one', unit: 'µs' },
    p99: { what: '99th percentile', unit: 'ms' },
    endRate: { what: 'runs with ends', unit: '/s' },
    memory: { what: 'memory', unit: 'MB' },
  },
  contestants: [
    { name: 'PocketBase 0.40', peer: 'pocketbase', variant: 'pocketbase' },
    { name: 'this, as PocketBase', build: 'this', variant: 'pocketbase' },
    { name: 'this', build: 'this', variant: 'service' },
  ],
  reference: 'PocketBase 0.40',
  processes: 1,
  rounds: 5,
  async prepare({ peer, variant = '' }) {
    const server = peer === undefined ? await startCollectorAsPocketBase() : await startDurablePocketBase();
    const report = () => {
      const { stdout } = launch(process.execPath, [
        programFile('http-reports'),
        server.url,
        String(server.pid),
        variant,
      ]);
      return JSON.parse(stdout);
    };
    // What is compiled while it runs is compiled by then.
    report();
    return report;
  },
};

/** PocketBase does not sync each transaction, unless a hook asks for it. */
function startDurablePocketBase() {
  const binary = execFileSync(process.execPath, [CURRENT], { encoding: 'utf8' }).trim();
  return startPocketBase({ binary, hooks: HOOKS });
}
