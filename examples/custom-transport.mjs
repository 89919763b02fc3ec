// @ts-check
// Two custom transports: a plain function instead of ofetch, and a wrapper around any transport.
import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';

const baseUrl = process.env['PB_URL'] ?? 'http://127.0.0.1:8090';

/** @type {import('@community-scripts/telemetry').TransportFunction} */
const plainFetch = ({ url, ...request }) => fetch(url, { ...request, redirect: 'manual' });

/**
 * @param {import('@community-scripts/telemetry').TransportFunction} send
 * @returns {import('@community-scripts/telemetry').TransportFunction}
 */
const logged = (send) => async (request) => {
  const response = await send(request);
  console.log(`${request.method} ${response.status}`);
  return response;
};

const backend = pocketBase({ baseUrl, transport: logged(plainFetch) });
const telemetry = new TelemetryClient({ consent: 'yes', backend });

const { random_id } = await telemetry.create({ type: 'vm', nsapp: 'haos', disk_size: '32G' });
const { outcome } = await telemetry.update({ random_id, status: 'done' });
console.log(outcome);
