import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PocketBase } from '../pocketbase/server.mjs';
import { node26 } from '../support/node26.js';

const queries = new URL('./query-sqlite.mjs', import.meta.url);
const changes = new URL('./change-sqlite.mjs', import.meta.url);

export type Row = Record<string, string | number | null>;

/** Reads rows from the file of a server: from `runs` and, where another file is given, from its `other_runs`. */
export function querySqlite(server: PocketBase, sql: string, otherFile?: string): Row[] {
  return JSON.parse(run(queries, [fileOf(server), sql, ...(otherFile ? [otherFile] : [])])) as Row[];
}

/** Changes the file of a server, past the server. */
export function changeSqlite(server: PocketBase, sql: string): void {
  run(changes, [fileOf(server), sql]);
}

/** The file in which a server keeps its records. */
export function fileOf({ data }: PocketBase): string {
  return `${data}/pb_data/data.db`;
}

function run(script: URL, args: readonly string[]): string {
  return execFileSync(node26(), ['--no-warnings', fileURLToPath(script), ...args], {
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
}
