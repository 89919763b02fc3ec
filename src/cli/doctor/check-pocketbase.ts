import { communityServer, DEFAULT_COLLECTION } from '../../backends/pocketbase/index.js';
import { COLLECTION_FIELDS } from '../../records/fields.js';
import type { Answer } from '../../transport/exchange.js';
import type { ServerConversation } from './ask-server.js';
import type { ServerFinding } from './finding.js';

/** Refused by every collection: its id is too short, and so is its random_id. */
const REFUSED = { id: '-', random_id: '-' };

const MIGRATION = 'The migration that makes it is in the repository, in examples/pocketbase.';

/** Whether it is PocketBase, has the collection with its fields, and lets records be created. */
export async function checkPocketBase(
  url: string | undefined,
  conversation: ServerConversation,
): Promise<ServerFinding> {
  const { origin, pathname } = new URL(url ?? communityServer);
  const root = `${origin}${pathname.replace(/\/+$/, '')}`;
  const records = `${root}/api/collections/${DEFAULT_COLLECTION}/records`;
  const lookUp = (fields: readonly string[]): Promise<Answer> => {
    // A field that is not there makes the whole filter wrong.
    const filter = encodeURIComponent(fields.map((field) => `${field}!=null`).join('&&'));
    return conversation.ask('GET', `${records}?filter=${filter}&fields=id&perPage=1&skipTotal=1`);
  };

  const all = Object.keys(COLLECTION_FIELDS);
  const found = await lookUp(all);
  if (found.status === 404 || (!isList(found) && !isRefusal(found))) {
    const health = await conversation.ask('GET', `${root}/api/health`);
    return isHealthy(health) ? missingCollection() : anotherServer(found);
  }
  if (found.status === 400) {
    const missing = [];
    for (const field of all) if ((await lookUp([field])).status === 400) missing.push(field);
    if (missing.length > 0) return missingFields(missing);
  }

  const created = await conversation.ask('POST', records, REFUSED);
  if (created.status !== 400 || namesNothing(created)) return mayNotCreate(created);
  if (found.status >= 300) return mayNotLookUp(found);
  return { verdict: 'ok', says: 'takes records' };
}

function missingCollection(): ServerFinding {
  const says = `PocketBase answers, but has no collection ${DEFAULT_COLLECTION}`;
  return { verdict: 'problem', says, advice: `Is it the right PocketBase? ${MIGRATION}` };
}

function anotherServer({ request, status }: Answer): ServerFinding {
  return {
    verdict: 'problem',
    says: `${request} answered ${status}, not as PocketBase does`,
    advice:
      'Give the root URL of PocketBase, without /api and /_/. An ingest service is named by --service or TELEMETRY_URL.',
  };
}

function missingFields(fields: readonly string[]): ServerFinding {
  const says = `its collection ${DEFAULT_COLLECTION} lacks ${fields.join(', ')}`;
  return { verdict: 'problem', says, advice: `Is it the right PocketBase? ${MIGRATION}` };
}

function mayNotCreate({ status }: Answer): ServerFinding {
  const says =
    status < 300
      ? 'it stored an empty record, which the collection should refuse'
      : `records may not be created (${status}): the collection's createRule refuses it`;
  return {
    verdict: 'problem',
    says,
    advice: 'Set the createRule and the required fields as examples/pocketbase of the repository has them.',
  };
}

function mayNotLookUp({ status }: Answer): ServerFinding {
  return {
    verdict: 'problem',
    says: `takes records, but they may not be looked up (${status}): ends are not reported by another process`,
    advice: 'Set the listRule as examples/pocketbase of the repository has it.',
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

/** A refusal without a field is the rule's, not the fields'. */
function namesNothing({ json }: Answer): boolean {
  return Object.keys(Object((json as { data?: unknown } | undefined)?.data) as object).length === 0;
}
