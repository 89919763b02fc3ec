// Calls everything a reporter has, without consent: URLs of the main entry's file, of the server.
const [main, url] = process.argv.slice(2);
const { pocketBase, TelemetryClient } = await import(main);
const telemetry = new TelemetryClient({ consent: 'no', backend: pocketBase({ baseUrl: url }) });
const { outcome } = await telemetry.create({ type: 'lxc', nsapp: 'plex', ct_type: 1, core_count: 2, ram_size: 2048 });
if (outcome !== 'skipped') throw new Error(`The create is ${outcome}`);
await telemetry.update({ random_id: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa', exit_code: 127 });
await telemetry.track({ type: 'lxc', nsapp: 'plex' }, async () => undefined);
await telemetry.settled();
