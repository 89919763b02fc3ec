// @ts-check
import { requestPeers } from '../peers.mjs';
import { buildsByTransport, warmMeasure } from '../warm.mjs';

export const measure = warmMeasure({
  what: 'a real PocketBase 0.22, one installation at a time',
  server: 'pocketBase',
  atOnce: 1,
  lifecycles: 100,
  rounds: 12,
  reference: "PocketBase's SDK",
  contestants: [...buildsByTransport, ...requestPeers.slice(0, 3)],
});
