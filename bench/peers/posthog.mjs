import { PostHog } from 'posthog-node';
import { aBeginning, anEnd } from './payloads.mjs';

/** Sends in batches: a lifecycle is two events that are queued. */
export async function connect(url) {
  const client = new PostHog('phc_bench', { host: url });
  return {
    async lifecycle() {
      const { random_id, ...properties } = aBeginning();
      client.capture({ distinctId: random_id, event: 'begun', properties });
      client.capture({ distinctId: random_id, event: 'ended', properties: anEnd });
    },
    settled: () => client.flush(),
    close: () => client.shutdown(),
  };
}
