// What every runtime must be able to do with the installed package: create, update, look up, explain.

/**
 * @param {typeof import('@community-scripts/telemetry')} telemetry
 * @param {typeof import('@community-scripts/telemetry/exit-codes')} exitCodes
 */
export async function tell({ TelemetryClient, pocketBase }, { explainExitCode, todayCatalogue }) {
  const baseUrl = process.argv[2];
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

  console.log(
    JSON.stringify({
      random_ids: [first.random_id, second.random_id],
      outcomes: [first, updated, second, lookedUp, refused, isUnreachable].map(({ outcome }) => outcome),
      fate: isUnreachable.error?.fate,
      texts: [explainExitCode(137), explainExitCode('100', todayCatalogue), explainExitCode({ signal: 'SIGINT' })],
    }),
  );
}
