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
    const url = new URL(request.url);
    const route = await (routes.get(url.origin) ?? find(url));
    throwIfAborted(abortableOf(request));
    return sendOver(route, `${url.pathname}${url.search}`, request);
  };
}
