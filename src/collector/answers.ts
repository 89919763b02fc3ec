/** An answer as the collector makes it. A `Response` costs as much as storing a report, and is made where one is needed. */
export interface Answer {
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: AnswerHeaders;
  readonly body: string | ReadableStream<Uint8Array> | null;
}

type AnswerHeaders = Readonly<Record<string, string>>;

/** Headers of every answer: its type is not guessed, and it is not shown in a frame. */
const SAFE: AnswerHeaders = {
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

const TEXT: AnswerHeaders = { 'content-type': 'text/plain; charset=utf-8', ...SAFE };
const JSON_TEXT: AnswerHeaders = { 'content-type': 'application/json', 'cache-control': 'no-store', ...SAFE };
// Not `no-store` alone: proxies that buffer would hold events back.
const EVENTS: AnswerHeaders = {
  ...{ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  ...SAFE,
};

/** Makes an answer in text. */
export function textAnswer(status: number, text: string, headers?: AnswerHeaders): Answer {
  return { status, headers: headers === undefined ? TEXT : { ...TEXT, ...headers }, body: text };
}

/** Makes an answer in JSON, which no cache keeps. */
export function jsonAnswer(status: number, value: unknown, headers: AnswerHeaders = {}): Answer {
  return { status, headers: { ...JSON_TEXT, ...headers }, body: JSON.stringify(value) };
}

/** Makes an answer that is a stream of server-sent events; without a body for `HEAD`. */
export function eventStreamAnswer(body: ReadableStream<Uint8Array> | null): Answer {
  return { status: 200, headers: EVENTS, body };
}

/** The header that says when to try again, in whole seconds. */
export function retryAfter(ms: number): AnswerHeaders {
  return { 'retry-after': String(Math.max(1, Math.ceil(ms / 1000))) };
}

/** Makes the `Response` of an answer. */
export function toResponse({ status, headers, body }: Answer): Response {
  return new Response(body, { status, headers });
}
