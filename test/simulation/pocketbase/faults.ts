import { COMMON_FAULTS, type CommonFault, type Faults, meetCommon, movedTo, type Way, whole } from '../faults.js';
import { type SimulatedServer, STRANGER } from './server.js';

const NO_REASON = '{"status":400,"message":"Failed.","data":{}}';
const BAD_FIELD =
  '{"status":400,"message":"Failed.","data":{"type":{"code":"validation_invalid_value","message":"No."}}}';

/** What PocketBase answers at odd times, and what something between answers that looks like it. */
const POCKETBASE_FAULTS: Readonly<Record<string, (way: Way, server: SimulatedServer) => void>> = {
  'no-reason': ({ answer }) => answer({ status: 400, body: NO_REASON }),
  'no-reason-after': ({ arrive, answer }) => arrive(() => answer({ status: 400, body: NO_REASON })),
  'fields-refused': ({ answer }) => answer({ status: 400, body: BAD_FIELD }),
  'moved-after': ({ sent, arrive, answer, random }) =>
    arrive(({ json }) => answer(movedTo(`${sent.url.pathname}/${idIn(json)}`, random))),
  // As if the query had been lost on the way, with what it asks for.
  'list-instead': ({ sent, answer }, server) =>
    server.receive({ method: 'GET', url: new URL(sent.url.pathname, sent.url), body: {} }, (given) =>
      answer(whole(given)),
    ),
  'another-record': ({ sent, answer }, server) =>
    answer({
      status: 200,
      body: sent.method === 'GET' ? '{"items":{}}' : JSON.stringify(server.rowOf(STRANGER) ?? {}),
    }),
  'outdated-id': ({ sent, answer }, server) => {
    const former = server.formerRow(sent);
    answer(whole(former ? server.pageOf([former], sent.url) : { status: 200, json: { items: [{}] } }));
  },
  // As of a cache that has the answer to another lookup, or a proxy that loses the filter. Of an id alone nobody can
  // tell whose it is, so that only the shell client asks so; it would patch this one.
  'anothers-record': ({ sent, arrive, answer, random }, server) => {
    const others = server.otherRows(sent);
    const showsWhose = sent.url.searchParams.get('fields')?.includes('random_id') === true;
    if (!showsWhose || others.length === 0) return arrive((given) => answer(whole(given)));
    answer(whole(server.pageOf([random.pick(others)], sent.url)));
  },
  'nested-id': ({ answer }, server) => {
    const record = server.rowOf(STRANGER);
    answer({ status: 200, body: JSON.stringify({ data: record, record: { id: record?.id } }) });
  },
};

/** What may happen to requests to PocketBase. */
export class PocketBaseFaults implements Faults {
  readonly names = [...COMMON_FAULTS, ...Object.keys(POCKETBASE_FAULTS)];
  readonly #server: SimulatedServer;

  constructor(server: SimulatedServer) {
    this.#server = server;
  }

  meet(fault: string, way: Way): void {
    const own = POCKETBASE_FAULTS[fault];
    if (own === undefined) meetCommon(fault as CommonFault, way);
    else own(way, this.#server);
  }
}

function idIn(json: unknown): string {
  return (json as { id?: string }).id ?? '';
}
