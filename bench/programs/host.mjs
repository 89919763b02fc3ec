// Reports one installation over the transport of /host: URLs of the main entry's file, of /host's, of the server.
const [main, host, url] = process.argv.slice(2);
const [{ pocketBase, TelemetryClient }, { nodeTransport }] = await Promise.all([import(main), import(host)]);
const backend = pocketBase({ baseUrl: url, transport: nodeTransport() });
const telemetry = new TelemetryClient({ consent: 'yes', backend });
const { random_id } = await telemetry.create({ type: 'lxc', nsapp: 'plex', ct_type: 1, core_count: 2, ram_size: 2048 });
const { outcome } = await telemetry.update({ random_id, exit_code: 127 });
if (outcome !== 'updated') throw new Error(`The update is ${outcome}`);
