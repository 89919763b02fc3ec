import type { RecordQuery } from '../../../src/sources/records/record-query.js';
import { RECORD_STATUSES } from '../../../src/sources/records/record-fields.js';
import { HOSTILE_NUMBERS, HOSTILE_TEXTS, NUMBERS, type StoredRow, TEXTS } from './hostile-rows.js';
import type { Random } from './random.js';

const SORTS = [...TEXTS, ...NUMBERS, 'created', 'updated', 'record_id', 'key'] as const;

/** Makes a query over hostile values, most of which some of the rows have. */
export function randomQuery(random: Random, rows: readonly StoredRow[]): RecordQuery {
  const query: Record<string, unknown> = {};
  for (let count = random.below(4); count > 0; count -= 1) Object.assign(query, randomCondition(random, rows));
  if (random.chance(0.3)) query['search'] = randomSearch(random, rows);
  if (random.chance(0.2)) query['order'] = 'none';
  else if (random.chance(0.4)) query['sort'] = `${random.pick(['', '-'])}${random.pick(SORTS)}`;
  if (random.chance(0.2)) query['limit'] = 1 + random.below(20);
  return query;
}

function randomCondition(random: Random, rows: readonly StoredRow[]): object {
  const kind = random.below(10);
  if (kind < 2) return { [random.pick(['created', 'updated'])]: randomRange(random, () => randomMoment(random, rows)) };
  if (kind < 5) {
    const field = random.pick(NUMBERS);
    const number = (): number => (random.chance(0.5) ? random.pick(HOSTILE_NUMBERS) : random.pick(rows)[field]);
    if (random.chance(0.5)) return { [field]: randomRange(random, number) };
    return { [field]: randomList(random, number) };
  }
  if (kind === 5) return { status: randomList(random, () => random.pick(RECORD_STATUSES)) };
  const field = random.pick([...TEXTS.filter((name) => name !== 'status'), 'record_id'] as const);
  const text = (): string => {
    if (random.chance(0.4)) return random.pick(HOSTILE_TEXTS);
    return random.pick(rows)[field === 'record_id' ? 'id' : field];
  };
  return { [field]: randomList(random, text) };
}

function randomList<T>(random: Random, value: () => T): T | T[] {
  if (random.chance(0.4)) return value();
  const length = random.chance(0.05) ? 400 : random.below(8);
  return Array.from({ length }, value);
}

function randomRange<T>(random: Random, value: () => T): { from?: T; to?: T } {
  const kind = random.below(3);
  return { ...(kind === 0 ? {} : { from: value() }), ...(kind === 1 ? {} : { to: value() }) };
}

function randomMoment(random: Random, rows: readonly StoredRow[]): string | Date {
  const moment = new Date(random.pick(rows)[random.pick(['created', 'updated'] as const)].replace(' ', 'T'));
  if (random.chance(0.3)) moment.setMilliseconds(moment.getMilliseconds() + random.pick([-1, 1]));
  return random.chance(0.5) ? moment : moment.toISOString().replace('Z', '+00:00');
}

function randomSearch(random: Random, rows: readonly StoredRow[]): string {
  if (random.chance(0.4)) return random.pick(HOSTILE_TEXTS);
  const characters = [...random.pick(rows)[random.pick(['nsapp', 'error'] as const)]];
  const begin = random.below(characters.length + 1);
  const part = characters.slice(begin, begin + 1 + random.below(6)).join('');
  return random.chance(0.3) ? part.toUpperCase() : part;
}
