import { cutToBytes } from '../service/service-text.js';
import { someOf } from './apps.js';
import { inLowerCase } from './parameters.js';
import type { ScopedRuns } from './scoped-runs.js';

/** Words in an error text, and the service's name of their pattern. The first one counts. */
const PATTERNS: readonly (readonly [word: string, pattern: string])[] = [
  ['connection refused', 'connection refused'],
  ['timeout', 'timeout'],
  ['no space left', 'disk full'],
  ['permission denied', 'permission denied'],
  ['not found', 'not found'],
  ['apt', 'apt error'],
  ['dpkg', 'dpkg error'],
  ['curl', 'network error'],
  ['wget', 'network error'],
  ['docker', 'docker error'],
  ['systemctl', 'systemd error'],
];

/** How much of a text without such a word is its pattern, in bytes. */
const PATTERN_BYTES = 40;
const MOST_PATTERNS = 15;

/** Groups the failures by the pattern of their texts: how many, of how many apps, and five of these. */
export async function failurePatterns(runs: ScopedRuns): Promise<object[]> {
  const patterns = new Map<string, { count: number; readonly apps: Set<string> }>();
  const failures = runs.read(['nsapp', 'error', 'error_category'], { status: 'failed' });
  for await (const { nsapp = '', error, error_category } of failures) {
    if (error === undefined || error_category === 'user_aborted') continue;
    const pattern = patternOf(error);
    const known = patterns.get(pattern) ?? { count: 0, apps: new Set() };
    patterns.set(pattern, known);
    known.count += 1;
    known.apps.add(nsapp);
  }
  return [...patterns]
    .map(([pattern, { count, apps }]) => ({ pattern, count, unique_apps: apps.size, apps: someOf(apps) }))
    .sort((a, b) => b.count - a.count || (a.pattern < b.pattern ? -1 : 1))
    .slice(0, MOST_PATTERNS);
}

function patternOf(error: string): string {
  const text = inLowerCase(error);
  return PATTERNS.find(([word]) => text.includes(word))?.[1] ?? cutToBytes(text, PATTERN_BYTES);
}
