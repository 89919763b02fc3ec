import { nodeTransport } from '../../src/host/index.js';
import type { Transport } from '../../src/index.js';

/** Each of ours: what carries requests by default, and on a host. */
export const TRANSPORTS: readonly { name: string; transport: Transport | undefined }[] = [
  { name: 'the default transport', transport: undefined },
  { name: 'nodeTransport', transport: nodeTransport({ env: {} }) },
];
