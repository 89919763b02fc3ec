import type { TransportFunction, TransportRequest } from '../../src/index.js';

export const RECORD_ID = 'abc123def456789';

/** A transport to a server where everything is as it should be, which remembers what was sent. */
export function goodServer(): { transport: TransportFunction; sent: TransportRequest[] } {
  const sent: TransportRequest[] = [];
  const transport: TransportFunction = async (request) => {
    sent.push(request);
    const id = request.method === 'PATCH' ? request.url.split('/').at(-1) : RECORD_ID;
    const random_id = wantedBy(request);
    return { status: 200, body: JSON.stringify(request.method === 'GET' ? { items: [{ id, random_id }] } : { id }) };
  };
  return { transport, sent };
}

/** The random_id that a lookup asks for. */
function wantedBy({ url }: TransportRequest): string | undefined {
  const filter = new URL(url).searchParams.get('filter') ?? '';
  return /^\(random_id='(.*)'\)$/s.exec(filter)?.[1]?.replaceAll("\\'", "'");
}

/** What was sent to be written, parsed. */
export function writesOf(sent: readonly TransportRequest[]): { method: string; body: Record<string, unknown> }[] {
  return sent
    .filter(({ method }) => method !== 'GET')
    .map(({ method, body }) => ({ method, body: JSON.parse(body ?? 'null') as Record<string, unknown> }));
}
