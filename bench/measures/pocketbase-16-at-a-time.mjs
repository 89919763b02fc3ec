// @ts-check
import { requestPeers } from '../peers.mjs';
import { buildsByTransport, warmMeasure } from '../warm.mjs';

export const measure = warmMeasure({
  what: 'a real PocketBase 0.22, 16 installations at a time',
  server: 'pocketBase',
  atOnce: 16,
  lifecycles: 192,
  rounds: 12,
  reference: "PocketBase's SDK",
  contestants: [...buildsByTransport, ...requestPeers.slice(0, 3)],
});
