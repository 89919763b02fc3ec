import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { pocketBaseRecords } from '../../../src/sources/pocketbase/index.js';
import type { TransportFunction } from '../../../src/transport/transport.js';
import { describeOnPocketBase, usePocketBase } from '../../support/pocketbase.js';
import { changeableRows } from './passes-under-writes.js';
import { seedMigration } from './seed-rows.js';

/** How long a pass asks for nothing, and gets no answer, before it is taken to wait. */
const QUIET_MS = 200;

const FIRST = '2026-11-20T00:00:00.000Z';

/** One more than two pages, or a page of a current server, in one second. A second later there are two more. */
const rows = changeableRows(3, 1_003).map((row, place) => {
  const ms = place <= 1_000 ? place : place === 1_001 ? 2_000 : 2_900;
  return { ...row, updated: new Date(Date.parse(FIRST) + ms).toISOString().replace('T', ' ') };
});
const changing = rows[1_001]?.id as string;

interface StoredPage {
  readonly items: readonly { readonly id: string }[];
  readonly perPage: number;
}

/** The same page without the record that changes. A full page stays one. */
function without(page: StoredPage): StoredPage {
  const items = page.items.filter(({ id }) => id !== changing);
  const isFull = page.items.length === page.perPage;
  return { ...page, items, perPage: isFull ? items.length : page.perPage };
}

describe.each(['updated', '-updated'] as const)('a pass by %s', (sort) => {
  describeOnPocketBase('of a server', () => {
    const server = usePocketBase({ migrations: [seedMigration(rows)] });

    it('reads a record that changes before it is read, and then while it is read again', async () => {
      const api = `${server().url}/api/collections/_dev_telemetry_data/records`;
      let isReadAgain = false;
      let isChanged = false;
      let lastMs = 0;
      const transport: TransportFunction = async ({ url, ...request }) => {
        lastMs = performance.now();
        const answer = await fetch(url, request);
        const page = (await answer.json()) as StoredPage;
        lastMs = performance.now();
        const [, since] = /^updated>='(.+)'$/.exec(new URL(url).searchParams.get('filter') ?? '') ?? [];
        isReadAgain ||= since !== undefined && since.replace(' ', 'T') < FIRST;
        // Until then it was elsewhere, and moved to where it is behind the pass.
        if (!isReadAgain) return Response.json(without(page));
        if (isChanged || !page.items.some(({ id }) => id === changing)) return Response.json(page);
        // This answer takes so long that it does not have the record any more; all others come first.
        while (performance.now() - lastMs < QUIET_MS) await sleep(10);
        isChanged = true;
        const headers = { 'content-type': 'application/json' };
        const change = await fetch(`${api}/${changing}`, { method: 'PATCH', headers, body: '{"exit_code":1}' });
        expect(change.status).toBe(200);
        return fetch(url, request);
      };
      const read: string[] = [];
      for await (const { record_id } of pocketBaseRecords({ baseUrl: server().url, transport }).records({ sort })) {
        read.push(record_id as string);
      }
      expect(isChanged).toBe(true);
      expect([...read].sort()).toEqual(rows.map(({ id }) => id).sort());
    });
  });
});
