import { type Answer, retryAfter, textAnswer } from '../answers.js';
import type { Intake, Receipt } from '../intake.js';
import { type BodyLimits, readBody } from '../read-body.js';
import type { GivenEvent } from './given-event.js';
import { readEvents } from './read-events.js';
import { toReport } from './to-report.js';

/** How long to wait for room for a body, in milliseconds. */
const NO_ROOM_MS = 1_000;
/** The most events in one body. */
const MOST_EVENTS = 60;

/**
 * Answers the ingest service's request: `POST /telemetry`, whatever its content type. 202 means that every event in the
 * body which is valid is stored; what cannot be read is kept as refused.
 */
export async function postTelemetry(
  request: Request,
  client: string | undefined,
  intake: Intake,
  limits: BodyLimits,
): Promise<Answer> {
  if (request.method !== 'POST') return textAnswer(405, 'method not allowed\n');
  const waitMs = intake.waitOf(client);
  if (waitMs > 0) return rateLimited(waitMs);

  const read = await readBody(request, limits);
  if ('refused' in read) {
    if (read.refused === 'no-room') return busy(NO_ROOM_MS);
    await intake.refuse(`invalid body: ${read.refused}`, '');
    return textAnswer(read.refused === 'too-slow' ? 408 : 400, 'invalid body\n');
  }
  const given = readEvents(read.text);
  if (given === undefined) {
    await intake.refuse('invalid json', read.text);
    return textAnswer(400, 'invalid json\n');
  }
  const { events, unread } = given;
  if (events.length > MOST_EVENTS) {
    await intake.refuse(`invalid body: more than ${MOST_EVENTS} events`, read.text);
    return textAnswer(400, 'invalid body\n');
  }
  const moreMs = events.length > 1 ? intake.waitOf(client, events.length - 1, 1) : 0;
  if (moreMs > 0) return rateLimited(moreMs);

  const receipts = await Promise.all(events.map((event) => take(event, intake)));
  if (unread !== '') await intake.refuse('invalid json after the events that were read', unread);
  return answerTo(receipts);
}

async function take(event: GivenEvent, intake: Intake): Promise<Receipt> {
  const read = toReport(event);
  if ('report' in read) return intake.report(read.report);
  await intake.refuse(`invalid payload: ${read.refused}`, JSON.stringify(event));
  return { wrong: {} };
}

function answerTo(receipts: readonly Receipt[]): Answer {
  const waits = receipts.flatMap((receipt) => ('retryAfterMs' in receipt ? [receipt.retryAfterMs] : []));
  if (waits.length > 0) return busy(Math.max(...waits));
  if (receipts.some((receipt) => 'result' in receipt)) return textAnswer(202, 'accepted');
  return textAnswer(400, 'invalid payload\n');
}

function busy(waitMs: number): Answer {
  return textAnswer(503, 'server busy\n', retryAfter(waitMs));
}

function rateLimited(waitMs: number): Answer {
  return textAnswer(429, 'rate limited\n', retryAfter(waitMs));
}
