import { builtin as ofNode } from '../../../src/host/builtin.js';
import * as http from './node-http.js';
import * as https from './node-https.js';

const IN_MEMORY: Readonly<Record<string, unknown>> = { 'node:http': http, 'node:https': https };

/** What stands in for `src/host/builtin.ts`, by which `nodeTransport` loads `node:http` and `node:https`. */
export function builtin(name: Parameters<typeof ofNode>[0]): unknown {
  return IN_MEMORY[name] ?? ofNode(name);
}
