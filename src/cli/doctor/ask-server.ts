import { TelemetryError } from '../../errors.js';
import { nodeTransport } from '../../host/transport/node-transport.js';
import { headerOf } from '../../transport/answer-headers.js';
import { type Answer, exchange } from '../../transport/exchange.js';
import type { Transport } from '../../transport/transport.js';
import { VERSION } from '../../version.js';

const TIMEOUT_MS = 5_000;
const MOST_BYTES = 1_048_576;

/** Sends the doctor's requests to a server and reads its clock. */
export class ServerConversation {
  /** The server's clock minus this machine's, in milliseconds; `undefined` if no answer had a date. */
  clockAheadMs: number | undefined;
  readonly #transport: Transport;

  constructor() {
    const transport = nodeTransport();
    this.#transport = {
      send: async (request) => {
        const response = await transport.send(request);
        const date = Date.parse(headerOf(response, 'date') ?? '');
        if (!Number.isNaN(date)) this.clockAheadMs = date - Date.now();
        return response;
      },
    };
  }

  /** @throws TelemetryError as the request of a report would. */
  async ask(method: 'GET' | 'POST', url: string, body?: object): Promise<Answer> {
    const timeLimit = new AbortController();
    const timer = setTimeout(() => {
      timeLimit.abort(new TelemetryError('timed-out', `No whole answer within ${TIMEOUT_MS} ms`));
    }, TIMEOUT_MS);
    const headers = {
      accept: 'application/json',
      'content-type': 'application/json',
      'user-agent': `community-scripts-telemetry/${VERSION}`,
    };
    const request = { method, url, headers, body, maxAnswerBytes: MOST_BYTES };
    try {
      return await exchange(this.#transport, request, timeLimit);
    } finally {
      clearTimeout(timer);
    }
  }
}
