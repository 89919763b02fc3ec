import type { Finding } from './finding.js';

const VARIABLES = ['http_proxy', 'https_proxy', 'all_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'];

/** Whether the environment names a proxy, which this runtime may not use. Values may hold passwords, and are not said. */
export function checkProxy(env: NodeJS.ProcessEnv): Finding {
  const names = VARIABLES.filter((name) => env[name]);
  const check = 'proxy';
  if (names.length === 0) return { check, verdict: 'ok', says: 'no variable names one' };
  const areSet = `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} set`;
  if (isUsed(env)) return { check, verdict: 'note', says: `${areSet}, and used by this runtime` };
  return {
    check,
    verdict: 'note',
    says: `${areSet}, but fetch on Node does not use ${names.length === 1 ? 'it' : 'them'}`,
    advice:
      'The server has to be reachable without a proxy. Node 22.21, 24 and later use the proxy with NODE_USE_ENV_PROXY=1.',
  };
}

/** Deno and Bun use them by themselves, newer versions of Node where they are told to. */
function isUsed(env: NodeJS.ProcessEnv): boolean {
  const { bun, deno, node = '' } = process.versions as Partial<Record<string, string>>;
  if (bun !== undefined || deno !== undefined) return true;
  const [major = 0, minor = 0] = node.split('.').map(Number);
  return env['NODE_USE_ENV_PROXY'] === '1' && (major >= 24 || (major === 22 && minor >= 21));
}
