import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { redact } from '../../src/failure/index.js';
import { aCollector, posted, reportedIn } from './post.js';

type Values = readonly (string | number | boolean | null)[];

interface Recording {
  readonly columns: readonly string[];
  readonly rowColumns: readonly string[];
  readonly events: readonly {
    readonly sent: Values;
    readonly answer?: { readonly status: number };
    readonly row: Values | null;
  }[];
}

const file = new URL('service-events.json.gz', import.meta.url);
const { columns, rowColumns, events } = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Recording;

function named(names: readonly string[], values: Values): Record<string, unknown> {
  return Object.fromEntries(names.map((name, place) => [name, values[place]]));
}

/** The service hides a part of an address only. */
function asRedacted(error: unknown): string {
  return redact(String(error).replace(/\b192\.x\.x\.20\b/g, '192.168.178.20'));
}

/** A record in the columns of a row, in which no value is unset. */
function inColumnsOf(row: Record<string, unknown>, record: Record<string, unknown>): object {
  const columns = Object.entries(row).map(([name, value]) => [
    name,
    typeof value === 'number' ? Number(record[name] ?? 0) : (record[name] ?? ''),
  ]);
  return Object.fromEntries(columns) as object;
}

/**
 * What differs from the row: an address is hidden whole, the words of payload version 2 are kept, and 256 cores, which
 * the service's database stores as none.
 */
function departures(event: Record<string, unknown>, row: Record<string, unknown>): object {
  const { gpu_passthrough, core_count } = event;
  const isVersion2 = gpu_passthrough === 'yes' || gpu_passthrough === 'no';
  return {
    error: asRedacted(row['error']),
    ...(isVersion2 && { gpu_passthrough }),
    ...(core_count === 256 && { core_count }),
  };
}

describe('the events that the real service received', () => {
  it('are stored as its rows', async () => {
    const stored = events.filter(({ row }) => row !== null);
    expect(stored.length).toBeGreaterThan(600);
    for (const { sent, row } of stored) {
      const event = named(columns, sent);
      const expected = named(rowColumns, row ?? []);
      const { fetch, store } = aCollector();
      expect((await fetch(posted(event))).status).toBe(202);
      const [record = {}] = await reportedIn(store);
      expect(inColumnsOf(expected, record)).toEqual({ ...expected, ...departures(event, expected) });
    }
  });

  it('are refused where it refused them', async () => {
    const refused = events.filter(({ answer }) => answer?.status === 400);
    expect(refused.length).toBeGreaterThan(0);
    for (const { sent } of refused) {
      const { fetch, store } = aCollector();
      expect((await fetch(posted(named(columns, sent)))).status).toBe(400);
      expect(await reportedIn(store)).toEqual([]);
    }
  });
});
