import { abortableOf } from '../../lazy-signal.js';
import { RecentMap } from '../../recent-map.js';
import type { TransportFunction } from '../../transport/transport.js';
import { throwIfAborted } from '../../until-aborted.js';
import type { Environment } from '../environment/environment.js';
import { sendOver } from './node-request.js';
import { type Route, routeTo } from './route.js';
import type { TlsOptions } from './tls-options.js';

/** How many servers' connections are kept. */
const ROUTES = 100;

/**
 * The origin and path of a URL that needs no parsing, such as that of a record: `URL`, which costs more than all else
 * that precedes a request, would leave both as they are.
 */
const PLAIN_URL = /^(https?:\/\/[a-z\d.:[\]-]+)((?:\/[\w-]+)+)$/;

/** Sends requests with `node:http` and `node:https`. The route to a server is found with the first request to it. */
export function nodeSender(env: Environment, tls: TlsOptions): TransportFunction {
  const routes = new RecentMap<Promise<Route>>(ROUTES);
  const find = (url: URL): Promise<Route> => {
    const found = routeTo(url, env, tls);
    routes.set(url.origin, found);
    // A variable may be mended.
    found.catch(() => routes.delete(url.origin));
    return found;
  };
  return async (request) => {
    const [, origin = '', plainPath = ''] = PLAIN_URL.exec(request.url) ?? [];
    let path = plainPath;
    let found = routes.get(origin);
    if (found === undefined) {
      const url = new URL(request.url);
      path = `${url.pathname}${url.search}`;
      found = routes.get(url.origin) ?? find(url);
    }
    const route = await found;
    throwIfAborted(abortableOf(request));
    return sendOver(route, path, request);
  };
}
