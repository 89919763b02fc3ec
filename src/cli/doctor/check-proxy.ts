import type { Environment } from '../../host/environment/environment.js';
import { proxyInWords } from '../../host/transport/proxy.js';
import { proxyFor, proxyVariable } from '../../host/transport/proxy-for.js';
import { type Server, urlOf } from '../server.js';
import type { Finding } from './finding.js';

const VARIABLES = ['http_proxy', 'https_proxy', 'all_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'];

/** Checks which proxy reports go through. Shows host and port only, because a variable may hold a password. */
export function checkProxy(server: Server, env: Environment): Finding {
  const check = 'proxy';
  const given = VARIABLES.filter((name) => env[name]);
  if (given.length === 0) return { check, verdict: 'ok', says: 'none is set' };
  const url = urlOf(server);
  if (url === undefined) return { check, verdict: 'note', says: `${areSet(given)}; the server's URL is not valid` };
  const namedBy = proxyVariable(url, env);
  if (namedBy === undefined) return notForThis(url, given);
  try {
    const proxy = proxyFor(url, env);
    if (proxy === undefined) return { check, verdict: 'ok', says: listed(namedBy, env) };
    return { check, verdict: 'ok', says: `reports go through ${proxyInWords(proxy)}, from ${namedBy}` };
  } catch (error) {
    return {
      check,
      verdict: 'problem',
      says: `no report is sent: ${(error as Error).message}`,
      advice: `Set ${namedBy} to the URL of an http or https proxy, or list the server's host in no_proxy.`,
    };
  }
}

/** The variables that are set are for another scheme, or are not read. */
function notForThis({ protocol }: URL, given: readonly string[]): Finding {
  const scheme = protocol.replace(':', '');
  return {
    check: 'proxy',
    verdict: 'note',
    says: `${areSet(given)}, which ${given.length === 1 ? 'is' : 'are'} not for ${scheme}: reports go to the server directly`,
    advice: `If they should go through a proxy, set ${scheme}_proxy.${given.includes('HTTP_PROXY') ? ' As with curl, HTTP_PROXY is not read.' : ''}`,
  };
}

function listed(namedBy: string, env: Environment): string {
  return `${namedBy} is set, but ${env['no_proxy'] ? 'no_proxy' : 'NO_PROXY'} lists the server: reports go there directly`;
}

function areSet(names: readonly string[]): string {
  return `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} set`;
}
