import type { Finding } from './finding.js';

const VARIABLES = ['http_proxy', 'https_proxy', 'all_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'];

/** Looks for a proxy that this runtime may not use. Values are not shown, because they may hold passwords. */
export function checkProxy(env: NodeJS.ProcessEnv): Finding {
  const names = VARIABLES.filter((name) => env[name]);
  const check = 'proxy';
  if (names.length === 0) return { check, verdict: 'ok', says: 'none is set' };
  const areSet = `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} set`;
  if (isUsed(env)) return { check, verdict: 'note', says: `${areSet}, and used by this runtime` };
  return {
    check,
    verdict: 'note',
    says: `${areSet}, but fetch on Node does not use ${names.length === 1 ? 'it' : 'them'}`,
    advice: 'Make the server reachable without a proxy, or use Node 22.21, 24 or later with NODE_USE_ENV_PROXY=1.',
  };
}

/** Deno and Bun use a proxy by default, newer versions of Node with a variable. */
function isUsed(env: NodeJS.ProcessEnv): boolean {
  const { bun, deno, node = '' } = process.versions as Partial<Record<string, string>>;
  if (bun !== undefined || deno !== undefined) return true;
  const [major = 0, minor = 0] = node.split('.').map(Number);
  return env['NODE_USE_ENV_PROXY'] === '1' && (major >= 24 || (major === 22 && minor >= 21));
}
