import { COLUMNS, readRecord, type Row } from '../../columns.js';
import type { RecordReads } from '../../store-records.js';
import { compilePlan } from '../../summarize-in-sql.js';
import { boundValues } from './bound-values.js';
import { compileQuery } from './compile-query.js';
import type { Database } from '../database.js';
import { readRuns } from './read-runs.js';

const SELECT = `SELECT ${COLUMNS.join(', ')} FROM runs FINAL`;
const BY_KEY = `${SELECT} PREWHERE key = {key:String}`;
const BY_RANDOM_ID = `${SELECT} WHERE random_id = {key:String} AND random_id != key ORDER BY created DESC, key DESC LIMIT 1`;

/** Reads the records of a database. */
export function clickhouseReads(database: Database): RecordReads {
  return {
    read: (query, call) => readRuns(database, query, call),
    async get(key, call) {
      const [found] = await database.select<Row>(BY_KEY, { key }, call);
      const [row] = found ? [found] : await database.select<Row>(BY_RANDOM_ID, { key }, call);
      return row && readRecord(row, COLUMNS);
    },
    async count(query, call) {
      const { bind, values } = boundValues();
      const sql = `SELECT count() AS runs FROM runs FINAL WHERE ${compileQuery(query, bind)}`;
      const [row] = await database.select<{ runs: number }>(sql, values, call);
      return row?.runs as number;
    },
    async summarize(query, plan, call) {
      const { expressions, summaryOf } = compilePlan(plan, (dividend, divisor) => `intDiv(${dividend}, ${divisor})`);
      const { bind, values } = boundValues();
      const groups = expressions.map((expression, place) => `${expression} AS group_${place}`);
      const names = expressions.map((_, place) => `group_${place}`);
      const where = compileQuery(query, bind);
      const sql = `SELECT ${[...groups, 'count() AS runs_in_group'].join(', ')} FROM runs FINAL WHERE ${where} GROUP BY ${names.join(', ')}`;
      const rows = await database.select<Row>(sql, values, call);
      return summaryOf(rows.map((row) => [names.map((name) => row[name]), row['runs_in_group'] as number]));
    },
    ping: (call) => database.select('SELECT 1 FROM runs LIMIT 1', {}, call),
  };
}
