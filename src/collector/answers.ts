/** Headers of every answer: its type is not guessed, and it is not shown in a frame. */
const SAFE: Readonly<Record<string, string>> = {
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

type Headers = Readonly<Record<string, string>>;

/** Makes an answer in text. */
export function textAnswer(status: number, text: string, headers: Headers = {}): Response {
  return new Response(text, { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...SAFE, ...headers } });
}

/** Makes an answer in JSON, which no cache keeps. */
export function jsonAnswer(status: number, value: unknown, headers: Headers = {}): Response {
  const own = { 'content-type': 'application/json', 'cache-control': 'no-store', ...SAFE, ...headers };
  return new Response(JSON.stringify(value), { status, headers: own });
}

/** Makes an answer that is a stream of server-sent events. */
export function eventStreamAnswer(body: ReadableStream<Uint8Array>): Response {
  // Not `no-store` alone: proxies that buffer would hold events back.
  const own = { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' };
  return new Response(body, { status: 200, headers: { ...own, ...SAFE } });
}

/** The header that says when to try again, in whole seconds. */
export function retryAfter(ms: number): Headers {
  return { 'retry-after': String(Math.max(1, Math.ceil(ms / 1000))) };
}
