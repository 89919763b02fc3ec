// @ts-check
// Loaded before each program of a guide. Nothing a guide shows reaches a public server, or changes this machine's
// consent: what tries to is refused, and named in the file GUARD_LOG. pb.example.org and ingest.example.org
// are this test's servers; every other host that is reserved for examples says Hello.
// It finds mistakes in our own guides and is no sandbox: it watches what they use, which is fetch, TCP and the
// promises of node:fs, and not UDP, workers, other programs or the rest of node:fs.
import { appendFileSync } from 'node:fs';
import fsPromises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

/** @type {Readonly<Record<string, string | undefined>>} */
const SERVERS = { 'pb.example.org': process.env['PB_URL'], 'ingest.example.org': process.env['INGEST_URL'] };

/** @param {string} what */
function refuse(what) {
  appendFileSync(process.env['GUARD_LOG'] ?? '', `${what}\n`);
  return Object.assign(new Error(`A guide may not ${what}`), { code: 'ECONNREFUSED' });
}

const realFetch = globalThis.fetch;
/** @type {typeof fetch} */
const guardedFetch = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : String(input));
  const server = SERVERS[url.hostname];
  if (/(?:^|\.)example\.(?:org|com|net)$/.test(url.hostname) && server === undefined) return new Response('Hello');
  if (server === undefined || input instanceof Request) return realFetch(input, init);
  return realFetch(new URL(url.pathname + url.search, server), init);
};
globalThis.fetch = guardedFetch;

const realConnect = net.Socket.prototype.connect;
/** @type {(this: net.Socket, ...args: any[]) => net.Socket} */
net.Socket.prototype.connect = function (...args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  const { host, port, path } =
    typeof first === 'object' && first !== null
      ? first
      : { host: typeof second === 'string' ? second : undefined, port: first };
  const isHere = path != null || [undefined, null, 'localhost', '127.0.0.1', '::1'].includes(host);
  if (isHere) return Reflect.apply(realConnect, this, args);
  refuse(`reach ${host}:${port}`);
  // Nothing listens there.
  return Reflect.apply(realConnect, this, [
    { ...first, host: '127.0.0.1', port: 1, path: undefined },
    ...callbacks(args),
  ]);
};

/** @param {any[]} args */
function callbacks(args) {
  return args.flat().filter((arg) => typeof arg === 'function');
}

for (const name of /** @type {const} */ (['mkdir', 'rename', 'writeFile'])) {
  const real = fsPromises[name];
  fsPromises[name] = /** @type {any} */ (
    async (/** @type {any[]} */ ...args) => {
      const path = args.slice(0, 2).find((arg) => /^\/(?:usr|etc|opt)\//.test(String(arg)));
      if (path !== undefined) throw refuse(`write to ${path}`);
      return Reflect.apply(real, fsPromises, args);
    }
  );
}
syncBuiltinESMExports();
