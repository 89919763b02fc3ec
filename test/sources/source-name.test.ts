import { describe, expect, it } from 'vitest';
import { merge } from '../../src/observe/index.js';
import { ingestRecords, ingestStatistics } from '../../src/sources/ingest/index.js';
import { pocketBaseRecords } from '../../src/sources/pocketbase/index.js';
import { recordsQueryOptions } from '../../src/views/index.js';
import { inJson, ReadService } from '../ingest/read-service.js';
import { answering, transportTo } from './ingest/service-transport.js';

const emptyPocketBase = answering(() => inJson({ items: [], perPage: 500 }));

const kinds = [
  {
    kind: 'pocketbase',
    make: (options: object) => pocketBaseRecords({ transport: emptyPocketBase, ...options }),
  },
  {
    kind: 'ingest',
    make: (options: object) => ingestRecords({ transport: transportTo(new ReadService([])), ...options }),
  },
];

describe.each(kinds)('a source of the kind $kind', ({ kind, make }) => {
  it.each([
    { options: {}, name: kind },
    { options: { name: undefined }, name: kind },
    { options: { name: 'staging' }, name: 'staging' },
  ])('with $options is named $name, in its health and in the keys of its queries too', async ({ options, name }) => {
    const source = make(options);
    expect([source.name, Object.keys((await source.list()).health)]).toEqual([name, [name]]);
    expect(recordsQueryOptions(source, {}).queryKey).toEqual(['telemetry', name, {}]);
  });

  it('is merged with another one of its kind by a name of its own', async () => {
    const merged = merge([make({}), make({ name: '__proto__' })]);
    expect(Object.keys((await merged.list()).health)).toEqual([kind, '__proto__']);
    expect(() => merge([make({}), make({})])).toThrow(`two are named \`${kind}\`: give one another \`name\``);
  });

  it.each(['', 7, null])('is not named %j', (name) => {
    expect(() => make({ name })).toThrow(
      expect.objectContaining({ fields: { name: 'expected a text that is not empty' } }),
    );
  });
});

it('statistics have no name', () => {
  const named = (): unknown => ingestStatistics({ name: 'a' } as object);
  expect(named).toThrow(
    expect.objectContaining({ fields: { name: expect.stringContaining('unknown option') as string } }),
  );
});
