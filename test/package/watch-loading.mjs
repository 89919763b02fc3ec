// @ts-check
// Loaded before everything else: writes down which files of the package are loaded and how many sockets are opened.
import Module, { register } from 'node:module';
import { Socket } from 'node:net';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';

/** Files of `dist` that a report needs. */
const WATCHED = /\/(report|ofetch-transport)\b[^/]*$/;
/** @type {Set<string>} */
const loaded = new Set();
let sockets = 0;

// ESM: the loader's thread tells what it resolves.
const { port1, port2 } = new MessageChannel();
const hooks = `
let port;
export const initialize = (data) => { port = data.port; };
export const resolve = (specifier, context, next) => { port.postMessage(specifier); return next(specifier, context); };
`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`, { data: { port: port2 }, transferList: [port2] });
port1.unref();

// CJS: every require passes here.
const cjs = /** @type {{ _load: (request: string, ...rest: unknown[]) => unknown }} */ (
  /** @type {unknown} */ (Module)
);
const load = cjs._load;
cjs._load = (/** @type {string} */ request, /** @type {unknown[]} */ ...rest) => {
  note(request);
  return load.call(Module, request, ...rest);
};

const connect = Socket.prototype.connect;
Socket.prototype.connect = /** @type {typeof connect} */ (
  function (/** @type {any[]} */ ...args) {
    sockets += 1;
    return connect.apply(this, /** @type {any} */ (args));
  }
);

/** @param {string} specifier */
function note(specifier) {
  const [, file] = WATCHED.exec(specifier) ?? [];
  if (file !== undefined) loaded.add(file);
}

/**
 * Calls every method of a client and prints what was seen meanwhile.
 *
 * @param {typeof import('@community-scripts/telemetry')} telemetry
 */
export async function callEverything({ TelemetryClient, pocketBase }) {
  // Nothing listens there.
  const backend = pocketBase({ baseUrl: 'http://127.0.0.1:2' });
  const client = new TelemetryClient({ consent: process.argv[2], backend, attempts: 1 });
  const created = await client.create({ type: 'lxc', nsapp: 'plex' });
  const updated = await client.update({ random_id: created.random_id, exit_code: 1 });
  const worked = await client.track({ type: 'lxc', nsapp: 'plex' }, () => 'worked');
  await client.settled();
  const text = client.explainExitCode(127);

  for (let message = receiveMessageOnPort(port1); message !== undefined; message = receiveMessageOnPort(port1))
    note(message.message);
  console.log(
    JSON.stringify({ outcomes: [created.outcome, updated.outcome, worked, text], loaded: [...loaded].sort(), sockets }),
  );
}
