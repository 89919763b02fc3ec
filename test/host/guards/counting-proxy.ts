import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { serve } from '../../support/http-server.js';

/** One PATCH as it was on the wire. */
interface SeenPatch {
  readonly record_id: string;
  readonly body: string;
  /** Process id of whoever sent it. */
  readonly reporter: number;
  /** Others of the same record that were under way when it came. */
  readonly besides: readonly SeenPatch[];
  isUnderWay: boolean;
}

/** A proxy that counts the PATCHes on their way to the server. */
export interface CountingProxy {
  readonly url: string;
  readonly patches: readonly SeenPatch[];
  of(record_id: string): SeenPatch[];
}

/** Starts a proxy until the test is over. @param patchMs - How long it holds each PATCH back, in milliseconds. */
export async function startCountingProxy(target: string, patchMs: () => number = () => 0): Promise<CountingProxy> {
  const patches: SeenPatch[] = [];
  const of = (id: string): SeenPatch[] => patches.filter(({ record_id }) => record_id === id);

  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { method = 'GET', url = '/' } = request;
    if (method === 'PATCH') {
      const record_id = url.split('/').at(-1) ?? '';
      const reporter = Number(request.headers['x-reporter']);
      const besides = of(record_id).filter(({ isUnderWay }) => isUnderWay);
      const patch: SeenPatch = { record_id, body, reporter, besides, isUnderWay: true };
      patches.push(patch);
      response.once('close', () => (patch.isUnderWay = false));
      await wait(patchMs());
    }
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${target}${url}`, { method, headers, ...(body === '' ? {} : { body }) });
    response.writeHead(answer.status, headers).end(await answer.text());
  };
  const url = await serve((request, response) => void pass(request, response).catch(() => response.destroy()));
  return { url, patches, of };
}
