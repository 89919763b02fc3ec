import type { TransportFunction, TransportRequest, TransportResponse } from '../../src/index.js';

/** What the script says to one request: an answer, a rejection, or nothing ever. */
export type Answer =
  | { status: number; json?: unknown; text?: string; headers?: Record<string, string> }
  | { rejects: unknown }
  | 'silence';

/** A request as it was seen, its body parsed. */
interface SeenRequest {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string>>;
  body: unknown;
}

/** A transport that answers by a script and remembers what it was asked. */
export interface ScriptedTransport extends TransportFunction {
  readonly seen: SeenRequest[];
}

/** An answer, or a function that answers by the request itself. */
export type Scripted = Answer | ((request: SeenRequest) => Scripted | Promise<Scripted>);

/** Answers request by request; the last answer is repeated. */
export function scripted(...answers: Scripted[]): ScriptedTransport {
  const seen: SeenRequest[] = [];
  const send = async ({ method, url, headers, body, signal }: TransportRequest): Promise<TransportResponse> => {
    const request = { method, url: new URL(url), headers, body: body === undefined ? undefined : JSON.parse(body) };
    seen.push(request);
    let answer = answers[Math.min(seen.length, answers.length) - 1] ?? 'silence';
    while (typeof answer === 'function') answer = await answer(request);
    if (answer === 'silence') return untilAborted(signal);
    if ('rejects' in answer) throw answer.rejects;
    return {
      status: answer.status,
      headers: answer.headers ?? {},
      body: answer.text ?? JSON.stringify(answer.json ?? {}),
    };
  };
  return Object.assign(send, { seen });
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

/** PocketBase's answers, as measured. */
export const answers = {
  stored: (id = 'abc123def456789', more: object = {}): Answer => ({ status: 200, json: { id, ...more } }),
  /** The record a lookup asks for, as far as it asks. */
  found:
    (id = 'abc123def456789', status?: string): Scripted =>
    ({ url }) => {
      const random_id = /'(.+)'/.exec(url.searchParams.get('filter') ?? '')?.[1];
      return list(asked(url, { id, random_id, status }));
    },
  /** The record of another installation, as a cache, or a proxy that loses the filter, answers a lookup. */
  foundAnothers:
    (id = 'strangersrecord'): Scripted =>
    ({ url }) =>
      list(asked(url, { id, random_id: '99999999-stranger', status: 'installing' })),
  nothing: (): Answer => list(),
  notUnique: (): Answer => ({
    status: 400,
    json: {
      code: 400,
      message: 'Failed to create record.',
      data: { random_id: { code: 'validation_not_unique', message: 'Value must be unique.' } },
    },
  }),
  refused: (): Answer => ({ status: 400, json: { code: 400, message: 'Failed to create record.', data: {} } }),
  missing: (): Answer => ({
    status: 404,
    json: { code: 404, message: "The requested resource wasn't found.", data: {} },
  }),
  unavailable: (status = 503, headers: Record<string, string> = {}): Answer => ({ status, text: 'busy', headers }),
};

function list(...items: readonly object[]): Answer {
  return { status: 200, json: { items, page: 1, perPage: 1, totalItems: -1, totalPages: -1 } };
}

function asked(url: URL, record: Readonly<Record<string, unknown>>): object {
  const fields = url.searchParams.get('fields')?.split(',') ?? Object.keys(record);
  return Object.fromEntries(fields.map((field) => [field, record[field]]));
}

/** The methods of a transport's requests, in order: `['POST', 'PATCH']`. */
export function methods({ seen }: ScriptedTransport): string[] {
  return seen.map(({ method }) => method);
}
