import type { Health } from './health.js';
import type { Snapshot } from './snapshot.js';

/**
 * The health of a whole: `up` or `down` if all its parts are, `degraded` if only some answer. It was checked when the
 * part was that was checked first, and its latency is the longest.
 */
export function combineHealth(parts: readonly Health[]): Health {
  const [first, ...others] = parts;
  if (first === undefined) return { state: 'unknown', checkedAt: new Date() };
  if (others.length === 0) return first;
  const states = new Set(parts.map(({ state }) => state));
  const answers = states.has('up') || states.has('degraded');
  const latencies = parts.flatMap(({ latencyMs }) => latencyMs ?? []);
  const error = parts.find((part) => part.error !== undefined)?.error;
  return {
    state: states.size === 1 ? first.state : answers ? 'degraded' : 'down',
    checkedAt: earliest(parts.map(({ checkedAt }) => checkedAt)),
    ...(latencies.length > 0 ? { latencyMs: Math.max(...latencies) } : {}),
    ...(error ? { error } : {}),
  };
}

/** The health that a snapshot shows. */
export function healthOf({ health, at, complete }: Snapshot<unknown>): Health {
  const parts = Object.values(health);
  if (parts.length > 0) return combineHealth(parts);
  return { state: complete ? 'up' : 'degraded', checkedAt: at };
}

/** The health of each source by its name, which may be any, `__proto__` too. */
export function healthByName(names: readonly string[], health: readonly Health[]): Readonly<Record<string, Health>> {
  return Object.fromEntries(names.map((name, place) => [name, health[place] as Health]));
}

/** The first of these moments. */
export function earliest(moments: readonly Date[]): Date {
  return new Date(Math.min(...moments.map(Number)));
}
