// Reports one installation through the main entry: URL of its file, URL of the server.
const [main, url] = process.argv.slice(2);
const { pocketBase, TelemetryClient } = await import(main);
const telemetry = new TelemetryClient({ consent: 'yes', backend: pocketBase({ baseUrl: url }) });
const { random_id } = await telemetry.create({ type: 'lxc', nsapp: 'plex', ct_type: 1, core_count: 2, ram_size: 2048 });
const { outcome } = await telemetry.update({ random_id, exit_code: 127 });
if (outcome !== 'updated') throw new Error(`The update is ${outcome}`);
