// What really went wrong in the years of the shell client, told as what happens now. Each name ends with the commit or
// pull request in which the failure was met; 820d4551a is the shell client this package succeeds.
//
// Without a test, since a service or the scripts failed there and no client, or a client by what this one does not do:
//
//   #1801, #1836       the announcement of diagnostics, no failure
//   887a899f2          a field, duration and category, that the collection does not have
//   18fa3ec4e          fields, GPU, CPU and RAM, that the collection does not have
//   6c5f2aa9c          repo_source, a field that the collection does not have
//   9d9a47a            the same field, missing in the service's history
//   a40a5cc            the same field, wrong in the scripts
//   c9194b4            names of architectures, a field that the collection does not have
//   cecadf568 #11907   the form of the service's error text; ours is the catalogue's
//   9c92479            a category the service did not know; a record has none
//   7262624            the scripts' own exit code, 227 in place of 255: a client sends what it is given
//   #13311             the scripts' own exit codes in place of 1, as #12467 and #12475 here
//   445848203          the scripts' rewrite for the service
//   17f91a1ea          the same rewrite, its platform, a field that the collection does not have
//   7124d3af9          the same rewrite, its user_aborted, which status.test.ts has among the statuses
//   a8a1cbcf3          statuses between installing and the end, which the collection does not have
//   f07f2cb04          progress pings, which this client does not send
//   3ce3c6f61          progress pings, as above
//   7f5c65c            records the service made of progress pings
//   d32b00ff3          the service's clean-up of what stays at installing
//   dc47c1c1c          the service's one collection for several sources
//   74268d7            the service's rule that the first end wins; ours are update.test.ts and the optional trigger's
//   8882eb0            the service's repair of broken JSON, which JSON.stringify does not make
//   1360d70            the service's queue
//   db3859b            the service's move to ClickHouse
//   7754ade            the same move
//   bffa1dc            the service's grouping of records by execution
import type { IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { pocketBase, TelemetryClient, type TelemetryClientOptions } from '../../src/index.js';
import type { PocketBase } from '../pocketbase/server.mjs';
import { serve } from '../support/http-server.js';
import { usePocketBase } from '../support/pocketbase.js';
import { aRecord } from '../support/records.js';

export const RECORDS = '/api/collections/_dev_telemetry_data/records';

/** Everything an installation can say of itself. */
export const everything = {
  disk_size: '20G',
  core_count: 2,
  ram_size: 2048,
  os_type: 'debian',
  os_version: '12',
  method: 'advanced',
  pve_version: '8.3.2',
} as const;

/** The same as the collection keeps it. */
export const everythingStored = { ...everything, disk_size: 20, nsapp: 'plex', type: 'lxc', ct_type: 1 };

/** A request as it came to the gate. */
interface Seen {
  readonly method: string;
  /** Path and query, as they were sent. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An answer. */
interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** What becomes of a request on its way; `hand on` is to PocketBase itself. */
export type Fate = Reply | 'hand on' | 'hang up' | 'say nothing' | 'hand on and hang up';

interface Gate {
  readonly url: string;
  readonly seen: Seen[];
  /** The methods of what was seen, in order. */
  readonly methods: () => string[];
}

interface GatedPocketBase {
  readonly server: () => PocketBase;
  /** A client with consent on the PocketBase, or on what stands before it. */
  readonly aClient: (options?: TelemetryClientOptions & { url?: string }) => TelemetryClient;
  /** A real server that stands before PocketBase, as a proxy does. */
  readonly aGate: (fateOf: (request: Seen, handOn: () => Promise<Reply>) => Fate | Promise<Fate>) => Promise<Gate>;
  /** An installation of somebody else, begun and not ended. */
  readonly aStranger: () => Promise<{ random_id: string; record_id: string; isUntouched: () => Promise<void> }>;
}

/** A PocketBase of this suite's own, and what stands between it and a client. */
export function useGatedPocketBase(): GatedPocketBase {
  const server = usePocketBase();
  const aClient: GatedPocketBase['aClient'] = ({ url = server().url, ...own } = {}) =>
    new TelemetryClient({ consent: 'yes', backend: pocketBase({ baseUrl: url }), ...own });
  return {
    server,
    aClient,
    async aGate(fateOf) {
      const seen: Seen[] = [];
      const url = await serve((request, response) => {
        const pass = async (): Promise<void> => {
          const { method = '', url: target = '', headers } = request;
          const asked = { method, target, headers, body: await text(request) };
          seen.push(asked);
          const handed = (): Promise<Reply> => handOn(server().url, asked);
          const fate = await fateOf(asked, handed);
          if (fate === 'say nothing') return;
          if (fate === 'hand on and hang up') await handed();
          if (fate === 'hang up' || fate === 'hand on and hang up') return void request.socket.destroy();
          const { status, headers: given, body } = fate === 'hand on' ? await handed() : fate;
          response.writeHead(status, given).end(body);
        };
        pass().catch(() => response.destroy());
      });
      return { url, seen, methods: () => seen.map(({ method }) => method) };
    },
    async aStranger() {
      const record = aRecord({ nsapp: 'stranger' });
      const { random_id } = await aClient().create(record);
      const [before] = await server().records(random_id);
      const isUntouched = async (): Promise<void> => expect(await server().records(random_id)).toEqual([before]);
      return { random_id, record_id: before?.id ?? '', isUntouched };
    },
  };
}

/** What PocketBase itself answers. Whatever was moved to `/moved` is where it always was. */
async function handOn(url: string, { method, target, headers, body }: Seen): Promise<Reply> {
  const answer = await fetch(`${url}${target.replace(/^\/moved/, '')}`, {
    method,
    headers: { 'content-type': headers['content-type'] ?? '' },
    ...(body === '' ? {} : { body }),
  });
  const type = answer.headers.get('content-type') ?? '';
  return { status: answer.status, headers: { 'content-type': type }, body: await answer.text() };
}
