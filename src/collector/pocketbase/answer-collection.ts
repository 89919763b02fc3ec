import type { Answer } from '../answers.js';
import type { CollectionContext, CollectionRequest } from './collection-request.js';
import { shown } from './collection-request.js';
import { createRecord } from './create-record.js';
import { lookUpRecord } from './look-up-record.js';
import { notFound, notNow, refusal } from './pocketbase-answers.js';
import { recordAt, updateRecord } from './update-record.js';

/** How long a client waits if the store cannot be read, in milliseconds. */
const RETRY_AFTER_MS = 5_000;

/**
 * Answers PocketBase's requests for the records of the collection: create, update, look up and view. There is nothing to
 * delete or to replace, and no other list.
 */
export async function answerCollection(asked: CollectionRequest, context: CollectionContext): Promise<Answer> {
  try {
    return await (asked.id === undefined ? answerList(asked, context) : answerRecord(asked, asked.id, context));
  } catch {
    return notNow(503, 'The server is busy.', RETRY_AFTER_MS);
  }
}

async function answerList(asked: CollectionRequest, context: CollectionContext): Promise<Answer> {
  const { method } = asked.request;
  if (method === 'POST') return createRecord(asked, context);
  return method === 'GET' || method === 'HEAD' ? lookUpRecord(asked, context) : notFound();
}

async function answerRecord(asked: CollectionRequest, id: string, context: CollectionContext): Promise<Answer> {
  const { method } = asked.request;
  if (method === 'PATCH') return updateRecord(asked, context);
  if (method === 'DELETE') return refusal(403, 'Only superusers can perform this action.');
  const isRead = (method === 'GET' || method === 'HEAD') && asked.mayRead;
  return isRead ? shown(asked, await recordAt(id, context), context) : notFound();
}
