import { isObject } from '../../option-check.js';
import { jsonValues } from '../json-values.js';
import type { GivenEvent } from './given-event.js';
import { repairJson } from './repair-json.js';
import { rescueEvent } from './rescue-event.js';

/** Without these texts, a body that is not one object of JSON is not an event. */
const NEEDED = ['random_id', 'nsapp', 'status'];

/** The events in a body, and what follows them and cannot be read: `''` if all was read. */
export interface ReadEvents {
  readonly events: readonly GivenEvent[];
  readonly unread: string;
}

/**
 * Reads the events in a body: one object, a list of them, or one after the other, as in JSON lines. Repairs what shells
 * break.
 *
 * @returns `undefined` if there is none.
 */
export function readEvents(body: string): ReadEvents | undefined {
  if (/^\s*null\b/.test(body)) return { events: [{}], unread: '' };
  const first = eventsIn(body);
  if (first === undefined) return eventsIn(repairJson(body)) ?? rescued(body);
  const further = first.unread === '' ? undefined : eventsIn(repairJson(first.unread));
  return further === undefined ? first : { ...further, events: [...first.events, ...further.events] };
}

function eventsIn(text: string): ReadEvents | undefined {
  const { values, rest } = jsonValues(text);
  const events = values.flat().filter(isEvent).map(inLowerCase);
  const isMeant = Array.isArray(values[0]) ? events.some(isComplete) : events.slice(0, 1).some(hasTexts);
  return isMeant ? { events, unread: rest } : undefined;
}

function rescued(body: string): ReadEvents | undefined {
  const event = rescueEvent(body);
  // Only one is rescued. What the others were is seen in the whole body.
  const hasMore = (body.match(/"random_id"\s*:/g) ?? []).length > 1;
  return isComplete(event) ? { events: [event], unread: hasMore ? body : '' } : undefined;
}

function isEvent(value: unknown): value is GivenEvent {
  return isObject(value) && !Array.isArray(value);
}

function inLowerCase(event: GivenEvent): GivenEvent {
  if (!Object.keys(event).some((name) => name !== name.toLowerCase())) return event;
  return Object.fromEntries(Object.entries(event).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Whether no required text is given as another type. */
function hasTexts(event: GivenEvent): boolean {
  return NEEDED.every((name) => ['string', 'undefined'].includes(typeof (event[name] ?? undefined)));
}

function isComplete(event: GivenEvent): boolean {
  return NEEDED.every((name) => typeof event[name] === 'string' && event[name] !== '');
}
