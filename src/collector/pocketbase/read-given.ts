import { isObject } from '../../option-check.js';
import type { Answer } from '../answers.js';
import type { Intake } from '../intake.js';
import { type BodyLimits, readBody } from '../read-body.js';
import { jsonValues } from '../json-values.js';
import { notNow, notUnderstood, refusal } from './pocketbase-answers.js';

/** How long to wait for room for a body, in milliseconds. */
const NO_ROOM_MS = 1_000;

/** What a client sent of a record, and the text of it; or the answer to a body that cannot be read. */
export type Given =
  { readonly fields: Readonly<Record<string, unknown>>; readonly text: string } | { readonly refused: Answer };

/** Reads the body of a request as PocketBase does: an object in JSON, whose end may be followed by anything. */
export async function readGiven(request: Request, intake: Intake, limits: BodyLimits): Promise<Given> {
  const read = await readBody(request, limits);
  if ('refused' in read) {
    if (read.refused === 'no-room') return { refused: notNow(503, 'The server is busy.', NO_ROOM_MS) };
    await intake.refuse(`invalid body: ${read.refused}`, '');
    if (read.refused === 'too-large') return { refused: refusal(413, 'Request entity too large.') };
    return { refused: read.refused === 'too-slow' ? refusal(408, 'Request timeout.') : notUnderstood() };
  }
  const { text } = read;
  if (text === '' || /^\s*null\b/.test(text)) return { fields: {}, text };
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) {
    await intake.refuse('unsupported content type', text);
    return { refused: refusal(400, 'Unsupported Content-Type.') };
  }
  const [fields] = jsonValues(text).values;
  // A number that is too large for JSON's readers elsewhere.
  const isReadable = isObject(fields) && !Array.isArray(fields) && !Object.values(fields).includes(Infinity);
  if (isReadable) return { fields, text };
  await intake.refuse('invalid json', text);
  return { refused: notUnderstood() };
}
