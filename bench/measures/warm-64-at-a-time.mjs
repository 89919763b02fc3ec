// @ts-check
import { eventPeers, requestPeers } from '../peers.mjs';
import { buildsByTransport, warmMeasure } from '../warm.mjs';

export const measure = warmMeasure({
  what: 'a fast server, 64 installations at a time',
  server: 'fast',
  atOnce: 64,
  lifecycles: 384,
  rounds: 12,
  reference: "PocketBase's SDK",
  contestants: [...buildsByTransport, ...requestPeers, ...eventPeers],
});
