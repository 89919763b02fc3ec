// @ts-check
import { eventPeers, requestPeers } from '../peers.mjs';
import { buildsByTransport, warmMeasure } from '../warm.mjs';

export const measure = warmMeasure({
  what: 'a fast server, one installation at a time',
  server: 'fast',
  atOnce: 1,
  lifecycles: 150,
  rounds: 12,
  reference: "PocketBase's SDK",
  contestants: [...buildsByTransport, ...requestPeers, ...eventPeers],
});
