import { describe, expect, it } from 'vitest';
import { pocketBase } from '../../src/index.js';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';
import { answers, scripted } from '../support/scripted-transport.js';

const { signal } = new AbortController();

describe('a lookup, for any caller of the backend', () => {
  it.each(['back\\slash', "quote\\' || 1=1 //", 'new\nline', 'nul\u0000', 'del\u007F', 'half\uD83D-a-pair'])(
    'refuses %j, which no filter can say on every server',
    async (random_id) => {
      const transport = scripted(answers.stored());
      await expect(pocketBase({ transport }).find?.(random_id, { signal })).rejects.toMatchObject({
        code: 'invalid-record',
        message: 'random_id: expected no backslash and no control character',
        fields: { random_id: 'expected no backslash and no control character' },
      });
      expect(transport.seen).toEqual([]);
    },
  );
});

describe('a quote in a lookup', () => {
  it.each([
    { random_id: "it's", filter: String.raw`(random_id='it\'s')` },
    { random_id: "'||'", filter: String.raw`(random_id='\'||\'')` },
    { random_id: '"', filter: `(random_id='"')` },
  ])('is escaped: $random_id', async ({ random_id, filter }) => {
    const transport = scripted(answers.nothing());
    expect(await pocketBase({ transport }).find?.(random_id, { signal })).toBeUndefined();
    expect(transport.seen[0]?.url.searchParams.get('filter')).toBe(filter);
  });
});

describe('an update, for any caller of the backend', () => {
  it.each(['..', '.', '', undefined, 'a/b', '\uD83D'])(
    'is missing for the record_id %j, which leads elsewhere',
    async (record_id) => {
      const transport = scripted(answers.stored());
      const patch = { status: 'failed' as const, error: '', exit_code: 1 };
      const updated = await pocketBase({ transport }).update(
        { random_id: 'an-installation', patch, ...(record_id === undefined ? {} : { record_id }) },
        { signal },
      );
      expect(updated).toEqual({ result: 'missing' });
      expect(transport.seen).toEqual([]);
    },
  );
});

describeOnPocketBase('a lookup on a real PocketBase', () => {
  const server = usePocketBase();

  it.each([
    "it's-a-quote",
    '"double-quoted"',
    "x'||random_id!='",
    "x') || (1=1",
    'x&fields=*#',
    '100%-wild_card',
    '// comment',
    'ä😀-id-id',
  ])('finds %s and nothing else', async (random_id) => {
    const records = `${server().url}/api/collections/_dev_telemetry_data/records`;
    const body = JSON.stringify({ random_id, type: 'lxc', ct_type: 1, nsapp: 'plex', status: 'installing' });
    const backend = pocketBase({ baseUrl: server().url });
    expect(await backend.find?.(random_id, { signal })).toBeUndefined();
    const answer = await fetch(records, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const { id } = (await answer.json()) as { id: string };
    expect(await backend.find?.(random_id, { signal })).toEqual({ record_id: id });
  });
});
