// @ts-check
import { randomUUID } from 'node:crypto';
import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';
import PocketBase from 'pocketbase';
import { besidePeer } from './beside-peer.mjs';

const LIFECYCLES = 40;
const COLLECTION = '_dev_telemetry_data';

/** One installation, reported from its beginning to its end. @param {string} url */
export async function lifecycles(url) {
  const record = () => ({
    type: /** @type {const} */ ('lxc'),
    ct_type: /** @type {const} */ (1),
    nsapp: 'plex',
    random_id: randomUUID(),
  });
  const end = { status: 'failed', exit_code: 127, error: 'Command not found' };

  const send = async (/** @type {string} */ method, /** @type {string} */ path, /** @type {object} */ body) => {
    const headers = { 'Content-Type': 'application/json' };
    const answer = await fetch(`${url}/api/collections/${COLLECTION}/records${path}`, {
      method,
      headers,
      body: JSON.stringify(body),
    });
    return answer.json();
  };
  const times = (/** @type {() => Promise<unknown>} */ lifecycle) => async () => {
    for (let count = 0; count < LIFECYCLES; count += 1) await lifecycle();
  };

  const sdk = new PocketBase(url).autoCancellation(false).collection(COLLECTION);
  const telemetry = new TelemetryClient({ consent: 'yes', backend: pocketBase({ baseUrl: url }) });

  await besidePeer(`${LIFECYCLES} installations, created and updated, one after the other`, 15, [
    {
      name: 'a hand-written fetch',
      run: times(async () => {
        const { id } = await send('POST', '', { ...record(), status: 'installing' });
        await send('PATCH', `/${id}`, end);
      }),
    },
    {
      name: "PocketBase's SDK",
      run: times(async () => {
        const { id } = await sdk.create({ ...record(), status: 'installing' });
        await sdk.update(id, end);
      }),
    },
    {
      name: 'this package',
      run: times(async () => {
        const { random_id } = await telemetry.create(record());
        const outcome = await telemetry.update({ random_id, exit_code: 127 });
        if (outcome.outcome !== 'updated') throw new Error(`The update is ${outcome.outcome}`);
      }),
    },
  ]);
}
