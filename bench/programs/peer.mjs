// Reports one installation with a peer: URL of its file, URL of the server.
const [file, url] = process.argv.slice(2);
const { connect } = await import(file);
const { lifecycle, settled, close } = await connect(url);
await lifecycle();
await settled?.();
await close?.();
