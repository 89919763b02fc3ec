import { Analytics } from '@segment/analytics-node';
import { aBeginning, anEnd } from './payloads.mjs';

/** Sends in batches: a lifecycle is two events that are queued. */
export async function connect(url) {
  const client = new Analytics({ writeKey: 'bench', host: url });
  return {
    async lifecycle() {
      const { random_id, ...properties } = aBeginning();
      client.track({ anonymousId: random_id, event: 'begun', properties });
      client.track({ anonymousId: random_id, event: 'ended', properties: anEnd });
    },
    settled: () => client.flush(),
    close: () => client.closeAndFlush(),
  };
}
