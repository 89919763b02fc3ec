import { checkOption } from '../observe/check-option.js';

/**
 * Throws a TelemetryError `invalid-options`, if this is not a source with the method that a view needs.
 *
 * @param advice - What to do with a source that does not have it.
 */
export function checkSource(
  view: string,
  source: object,
  method: 'summarize' | 'records' | 'list' | 'subscribe',
  advice = '',
): void {
  const isThere = typeof (source as Partial<Record<string, unknown>> | undefined)?.[method] === 'function';
  checkOption(view, 'source', isThere, `expected a source of records, which has \`${method}\`${advice}`);
}
