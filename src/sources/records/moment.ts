/**
 * Reads a moment: a Date, or ISO 8601 with time and zone, to the millisecond.
 *
 * @returns ISO 8601 in UTC with milliseconds, as in a stored record; `undefined` for anything else, a day that does not
 *   exist, and a year beyond 9999. Throws for an object that is not a Date.
 */
export function readMoment(value: unknown): string | undefined {
  // By its internal slot: a Date of another realm is one, an object that only looks like a Date is not.
  const time = typeof value === 'string' ? timeOf(value) : Date.prototype.getTime.call(value);
  if (time === undefined || Number.isNaN(time)) return undefined;
  const moment = new Date(time).toISOString();
  return moment.length === 24 ? moment : undefined;
}

function timeOf(text: string): number | undefined {
  const [, local, zone] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  if (local === undefined || zone === undefined) return undefined;
  // Some runtimes read 30 February as 2 March.
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  return new Date(asUtc).toISOString().startsWith(local.slice(0, 16)) ? Date.parse(local + zone) : undefined;
}
