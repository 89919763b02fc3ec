import { communityServer, DEFAULT_COLLECTION } from '../../backends/pocketbase/index.js';
import { COLLECTION_FIELDS } from '../../records/fields.js';
import type { Answer } from '../../transport/exchange.js';
import type { ServerConversation } from './ask-server.js';
import { checkCollector } from './check-collector.js';
import type { ServerFinding } from './finding.js';

/** Every collection refuses this record, because both ids are too short. */
const REFUSED = { id: '-', random_id: '-' };

const MIGRATION = 'The migration in examples/pocketbase of the repository creates the collection.';

/** Checks that the server is a PocketBase or a collector, has the collection with its fields, and accepts records. */
export async function checkPocketBase(
  url: string | undefined,
  conversation: ServerConversation,
): Promise<ServerFinding> {
  const { origin, pathname } = new URL(url ?? communityServer);
  const root = `${origin}${pathname.replace(/\/+$/, '')}`;
  const records = `${root}/api/collections/${DEFAULT_COLLECTION}/records`;
  const lookUp = (fields: readonly string[]): Promise<Answer> => {
    // PocketBase refuses a filter with an unknown field.
    const filter = encodeURIComponent(fields.map((field) => `${field}!=null`).join('&&'));
    return conversation.ask('GET', `${records}?filter=${filter}&fields=id&perPage=1&skipTotal=1`);
  };

  const create = (): Promise<Answer> => conversation.ask('POST', records, REFUSED);

  const all = Object.keys(COLLECTION_FIELDS);
  const found = await lookUp(all);
  if (found.status === 400 || found.status === 404) {
    const collector = await checkCollector(root, create, conversation);
    if (collector !== undefined) return collector;
  }
  if (found.status === 404 || (!isList(found) && !isRefusal(found))) {
    const health = await conversation.ask('GET', `${root}/api/health`);
    return isHealthy(health) ? missingCollection() : anotherServer(found);
  }
  if (found.status === 400) {
    // At once, because a slow server would take a minute for one after the other.
    const answers = await Promise.all(all.map(async (field) => ({ field, ...(await lookUp([field])) })));
    const missing = answers.filter(({ status }) => status === 400).map(({ field }) => field);
    if (missing.length > 0) return missingFields(missing);
  }

  const created = await create();
  if (created.status !== 400 || namesNothing(created)) return mayNotCreate(created);
  if (found.status >= 300) return mayNotLookUp(found);
  return { verdict: 'ok', says: `accepts records in ${DEFAULT_COLLECTION}` };
}

function missingCollection(): ServerFinding {
  const says = `PocketBase answers, but has no collection ${DEFAULT_COLLECTION}`;
  return { verdict: 'problem', says, advice: `Is this the right PocketBase? ${MIGRATION}` };
}

function anotherServer({ request, status }: Answer): ServerFinding {
  return {
    verdict: 'problem',
    says: `${request} answered ${status}, not as PocketBase does`,
    advice:
      'Give the root URL of PocketBase, without /api or /_/. For an ingest service, use --service or TELEMETRY_URL.',
  };
}

function missingFields(fields: readonly string[]): ServerFinding {
  const says = `its collection ${DEFAULT_COLLECTION} lacks ${fields.join(', ')}`;
  return { verdict: 'problem', says, advice: `Is this the right PocketBase? ${MIGRATION}` };
}

function mayNotCreate({ status }: Answer): ServerFinding {
  const says =
    status < 300
      ? 'stored an empty record, which the collection should refuse'
      : `the collection's createRule refuses new records (${status})`;
  return {
    verdict: 'problem',
    says,
    advice: 'Set the createRule and the required fields as in examples/pocketbase of the repository.',
  };
}

function mayNotLookUp({ status }: Answer): ServerFinding {
  return {
    verdict: 'problem',
    says: `accepts records, but its listRule refuses lookups (${status}): another process cannot report an end`,
    advice: 'Set the listRule as in examples/pocketbase of the repository.',
  };
}

function isList({ status, json }: Answer): boolean {
  return status < 300 && Array.isArray((json as { items?: unknown } | undefined)?.items);
}

function isRefusal({ status, json }: Answer): boolean {
  return status >= 400 && typeof (json as { message?: unknown } | undefined)?.message === 'string';
}

function isHealthy({ status, json }: Answer): boolean {
  return status === 200 && (json as { code?: unknown } | undefined)?.code === 200;
}

/** A refusal that names no field comes from the collection's rule. */
function namesNothing({ json }: Answer): boolean {
  return Object.keys(Object((json as { data?: unknown } | undefined)?.data) as object).length === 0;
}
