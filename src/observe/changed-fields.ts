import { isObject } from '../option-check.js';

/**
 * Names the fields in which two items differ; `['value']` for items that are not objects. What fields hold is compared
 * as JSON.
 */
export function changedFields(before: unknown, now: unknown): readonly string[] {
  if (!isObject(before) || !isObject(now)) return isSame(before, now) ? [] : ['value'];
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...names].filter((name) => !isSame(before[name], now[name]));
}

function isSame(before: unknown, now: unknown): boolean {
  return (
    Object.is(before, now) || (isObject(before) && isObject(now) && JSON.stringify(before) === JSON.stringify(now))
  );
}
