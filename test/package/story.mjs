// @ts-check
// What every place the package is installed in must be able to do: create, update, look up, explain. No Node here.

/**
 * @typedef {object} Told
 * @property {string[]} random_ids
 * @property {string[]} outcomes
 * @property {string | undefined} fate
 * @property {string[]} texts
 */

/**
 * @param {Pick<typeof import('@community-scripts/telemetry'), 'TelemetryClient' | 'pocketBase'>} telemetry
 * @param {Pick<typeof import('@community-scripts/telemetry/exit-codes'), 'explainExitCode' | 'todayCatalogue'>} exitCodes
 * @param {string} baseUrl Of a PocketBase.
 * @returns {Promise<Told>}
 */
export async function tell({ TelemetryClient, pocketBase }, { explainExitCode, todayCatalogue }, baseUrl) {
  const aClient = () => new TelemetryClient({ consent: 'yes', backend: pocketBase({ baseUrl }) });

  const own = aClient();
  const first = await own.create({ type: 'lxc', nsapp: 'plex', disk_size: '8G' });
  const updated = await own.update({ random_id: first.random_id, status: 'done' });

  const second = await own.create({ type: 'vm', nsapp: 'haos' });
  const lookedUp = await aClient().update({ random_id: second.random_id, exit_code: 127 });

  const refused = await new TelemetryClient({ consent: 'no' }).create({ type: 'lxc', nsapp: 'plex' });
  const isUnreachable = await new TelemetryClient({
    consent: true,
    attempts: 1,
    backend: pocketBase({ baseUrl: 'http://127.0.0.1:2' }),
  }).create({ type: 'lxc', nsapp: 'plex' });

  return {
    random_ids: [first.random_id, second.random_id],
    outcomes: [first, updated, second, lookedUp, refused, isUnreachable].map(({ outcome }) => outcome),
    fate: isUnreachable.outcome === 'failed' ? isUnreachable.error.fate : undefined,
    texts: [explainExitCode(137), explainExitCode('100', todayCatalogue), explainExitCode({ signal: 'SIGINT' })],
  };
}
