import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { PocketBase } from '../../pocketbase/server.mjs';
import { node26 } from '../../support/node26.js';
import type { Random } from './random.js';

const script = fileURLToPath(new URL('./write-by-sql.mjs', import.meta.url));

/** What was written, for as long as the writers run. */
export class Written {
  /** Id → when its record was known to be stored, by `clockMs`. */
  readonly stored = new Map<string, number>();
  readonly #moments: { readonly atMs: number; readonly count: number }[] = [];

  add(atMs: number, count: number, stored: readonly string[]): void {
    this.#moments.push({ atMs, count });
    for (const id of stored) this.stored.set(id, atMs);
  }

  /** How many records were stored or changed, per second between two moments. */
  perSecond(fromMs: number, toMs: number): number {
    const within = this.#moments.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
    return Math.round((within.reduce((sum, { count }) => sum + count, 0) * 1_000) / (toMs - fromMs));
  }
}

/** The machine's clock that only goes forward, the same in all of its processes. */
export function clockMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Stores and changes records through the API, each writer one after the other. @returns what ends them. */
export function writeOverHttp(
  { url }: PocketBase,
  { writers, random, known, written }: { writers: number; random: Random; known: readonly string[]; written: Written },
): () => Promise<void> {
  const api = `${url}/api/collections/_dev_telemetry_data/records`;
  let isOver = false;
  const write = async (): Promise<void> => {
    while (!isOver) {
      const isChange = known.length > 0 && random.chance(0.3);
      const [path, method] = isChange ? [`/${random.pick(known)}`, 'PATCH'] : ['', 'POST'];
      const body = JSON.stringify(isChange ? { exit_code: random.below(200) } : aRow(random));
      const answer = await fetch(api + path, { method, body, headers: { 'content-type': 'application/json' } });
      const { id } = (await answer.json()) as { id?: string };
      if (id === undefined) throw new Error(`The write was answered ${answer.status}`);
      written.add(clockMs(), 1, isChange ? [] : [id]);
    }
  };
  const all = Promise.all(Array.from({ length: writers }, write));
  return async () => {
    isOver = true;
    await all;
  };
}

/** Stores and changes records in the file of the server, from another process. @returns what ends it, once it writes. */
export async function writeBySql(
  { data }: PocketBase,
  { perSecond, seed, written }: { perSecond: number; seed: number; written: Written },
): Promise<() => Promise<void>> {
  const args = ['--no-warnings', script, `${data}/pb_data/data.db`, String(perSecond), String(seed)];
  const writer = spawn(node26(), args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  writer.on('message', (told: { atMs: number; written: number; stored: string[] }) =>
    written.add(told.atMs, told.written, told.stored),
  );
  const over = Promise.all([once(writer, 'exit'), once(writer, 'disconnect')]);
  const writes = async (): Promise<void> => {
    const fromMs = clockMs();
    while (written.perSecond(fromMs, clockMs()) < perSecond / 2) await once(writer, 'message');
  };
  await Promise.race([writes(), over]);
  return async () => {
    if (writer.connected) writer.send('stop');
    const [[code]] = await over;
    if (code !== 0) throw new Error(`The process that writes ended with ${String(code)}`);
  };
}

function aRow(random: Random): object {
  const random_id = Array.from({ length: 4 }, () => random.below(2 ** 32).toString(36)).join('-') + performance.now();
  return { random_id, type: 'lxc', ct_type: 1, nsapp: 'plex', status: 'installing' };
}
