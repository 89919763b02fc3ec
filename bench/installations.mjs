// @ts-check

/** What most installations say of themselves. */
export const aRecord = /** @type {const} */ ({
  type: 'lxc',
  nsapp: 'plex',
  ct_type: 1,
  os_type: 'debian',
  os_version: '12',
  core_count: 2,
  ram_size: 2048,
  disk_size: 8,
});

/**
 * Reports installations from their beginning to their end, one after the other.
 *
 * @param {import('@community-scripts/telemetry').TelemetryClient} telemetry
 * @param {number} count
 */
export async function reportLifecycles(telemetry, count) {
  for (let done = 0; done < count; done += 1) {
    const { random_id } = await telemetry.create(aRecord);
    const outcome = await telemetry.update({ random_id, exit_code: 127 });
    if (outcome.outcome !== 'updated') throw new Error(`The update is ${outcome.outcome}`);
  }
}

/** A backend that does nothing, so that what is left is the client's own. @returns {import('@community-scripts/telemetry').Backend} */
export function nullBackend() {
  const created = Promise.resolve(/** @type {const} */ ({ result: 'created', record_id: 'r00000000000001' }));
  const updated = Promise.resolve(/** @type {const} */ ({ result: 'updated', record_id: 'r00000000000001' }));
  return {
    name: 'null',
    repeatable: { create: true, update: true },
    create: () => created,
    update: () => updated,
  };
}
