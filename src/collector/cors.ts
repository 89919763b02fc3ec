import type { Answer } from './answers.js';

/** Origins whose pages may call: all, or these. */
export type AllowedOrigins = '*' | readonly string[];

const METHODS = 'GET, HEAD, POST, PATCH';
const HEADERS = 'authorization, content-type, last-event-id';
/** How long a browser may keep the permission, in seconds. */
const MAX_AGE = '86400';

/** The headers that let a page of this origin read an answer; `undefined` if it may not. */
function permissionFor(origin: string | null, allowed: AllowedOrigins | undefined): Record<string, string> | undefined {
  if (origin === null || allowed === undefined) return undefined;
  if (allowed === '*') return { 'access-control-allow-origin': '*' };
  return allowed.includes(origin) ? { 'access-control-allow-origin': origin } : undefined;
}

/** Answers a browser that asks whether a page may call; `undefined` if it asks something else, or the page may not. */
export function answerPreflight(request: Request, allowed: AllowedOrigins | undefined): Answer | undefined {
  const isAsked = request.method === 'OPTIONS' && request.headers.has('access-control-request-method');
  const permission = permissionFor(request.headers.get('origin'), allowed);
  if (!isAsked || permission === undefined) return undefined;
  const headers = {
    ...permission,
    'access-control-allow-methods': METHODS,
    'access-control-allow-headers': HEADERS,
    'access-control-max-age': MAX_AGE,
    vary: 'Origin',
  };
  return { status: 204, headers, body: null };
}

/** Lets the page that asked read the answer, if it may. */
export function withPermission(answer: Answer, request: Request, allowed: AllowedOrigins | undefined): Answer {
  if (allowed === undefined) return answer;
  const permission = permissionFor(request.headers.get('origin'), allowed);
  return { ...answer, headers: { ...answer.headers, ...permission, vary: 'Origin' } };
}
