import type { TransportFunction, TransportRequest, TransportResponse } from '../../src/index.js';

/** What the script says to one request: an answer, a rejection, or nothing ever. */
export type Answer =
  | { status: number; json?: unknown; text?: string; headers?: Record<string, string> }
  | { rejects: unknown }
  | 'silence';

/** A request as it was seen, its body parsed. */
export interface SeenRequest {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string>>;
  body: unknown;
}

/** A transport that answers by a script and remembers what it was asked. */
export interface ScriptedTransport extends TransportFunction {
  readonly seen: SeenRequest[];
}

/** Answers request by request; the last answer is repeated. A function answers by the request itself. */
export function scripted(
  ...answers: (Answer | ((request: SeenRequest) => Answer | Promise<Answer>))[]
): ScriptedTransport {
  const seen: SeenRequest[] = [];
  const send = async ({ method, url, headers, body, signal }: TransportRequest): Promise<TransportResponse> => {
    const request = { method, url: new URL(url), headers, body: body === undefined ? undefined : JSON.parse(body) };
    seen.push(request);
    const given = answers[Math.min(seen.length, answers.length) - 1] ?? 'silence';
    const answer = typeof given === 'function' ? await given(request) : given;
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
  found: (id = 'abc123def456789', status?: string): Answer => ({
    status: 200,
    json: {
      items: [{ id, ...(status === undefined ? {} : { status }) }],
      page: 1,
      perPage: 1,
      totalItems: -1,
      totalPages: -1,
    },
  }),
  nothing: (): Answer => ({ status: 200, json: { items: [], page: 1, perPage: 1, totalItems: -1, totalPages: -1 } }),
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

/** The methods of a transport's requests, in order: `['POST', 'PATCH']`. */
export function methods({ seen }: ScriptedTransport): string[] {
  return seen.map(({ method }) => method);
}
