import { COLUMNS, readRecord } from '../columns.js';
import type { RecordReads } from '../store-records.js';
import { compilePlan } from '../summarize-in-sql.js';
import { compileQuery } from './compile-query.js';
import { readPages } from './read-pages.js';
import type { Reader } from './reader.js';

const SELECT = `SELECT ${COLUMNS.join(', ')} FROM runs WHERE`;
const BY_KEY = `${SELECT} key = ?`;
const BY_RANDOM_ID = `${SELECT} random_id = ? AND random_id <> key ORDER BY created DESC, key DESC LIMIT 1`;

/** Reads the records of a file. */
export function sqliteReads(reader: Reader): RecordReads {
  return {
    async *read(query, call) {
      for await (const page of readPages(reader, query, call)) yield* page;
    },
    async get(key, call) {
      const [found] = await reader.all(BY_KEY, [key], call);
      const [row] = found ? [found] : await reader.all(BY_RANDOM_ID, [key], call);
      return row && readRecord(row, COLUMNS);
    },
    async count(query, call) {
      const { sql, values } = compileQuery(query);
      const [row] = await reader.all(`SELECT count(*) AS count FROM runs WHERE ${sql}`, values, call);
      return row?.['count'] as number;
    },
    async summarize(query, plan, call) {
      const { expressions, summaryOf } = compilePlan(plan, (dividend, divisor) => `${dividend} / ${divisor}`);
      const { sql, values } = compileQuery(query);
      const groups = expressions.map((expression, place) => `${expression} AS "${place}"`);
      const places = expressions.map((_, place) => place + 1).join(', ');
      const select = `SELECT ${[...groups, 'count(*) AS runs'].join(', ')} FROM runs WHERE ${sql} GROUP BY ${places}`;
      const rows = await reader.all(select, values, call);
      return summaryOf(rows.map((row) => [expressions.map((_, place) => row[place]), row['runs'] as number]));
    },
    ping: (call) => reader.all('SELECT version FROM sequence', [], call),
  };
}
