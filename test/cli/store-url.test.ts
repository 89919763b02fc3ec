import { describe, expect, it } from 'vitest';
import { clickHouseOptions, printableStore, schemeOf } from '../../src/cli/serve/store-url.js';

describe('--store with a URL of ClickHouse', () => {
  it.each([
    ['clickhouse://db.example', { url: 'http://db.example:8123' }],
    ['clickhouse+https://db.example', { url: 'https://db.example:8443' }],
    ['clickhouse://db.example:9000/', { url: 'http://db.example:9000' }],
    ['clickhouse://[::1]:8123/a_b', { url: 'http://[::1]:8123', database: 'a_b' }],
    [
      'clickhouse://us%40er:p%3A%2Fw@db.example/reports?cluster=main',
      { url: 'http://db.example:8123', database: 'reports', username: 'us@er', password: 'p:/w', cluster: 'main' },
    ],
  ])('reads %s', (store, options) => {
    expect(clickHouseOptions(store, {})).toEqual(options);
  });

  it('has the password of the environment if it has none itself', () => {
    const environment = { TELEMETRY_CLICKHOUSE_PASSWORD: 'from-environment' };
    expect(clickHouseOptions('clickhouse://user@h', environment)).toMatchObject({ password: 'from-environment' });
    expect(clickHouseOptions('clickhouse://user:own@h', environment)).toMatchObject({ password: 'own' });
  });

  it.each([
    'clickhouse://',
    'clickhouse://user:pass-4711@',
    'clickhouse:/user:pass-4711@host/a',
    'clickhouse:///user:pass-4711@host/a',
    'clickhouse:user:pass-4711@host/a',
    'clickhouse://user:pass-4711@host/a/b',
    'clickhouse://user:pass-4711@host:99999/a',
    'clickhouse://user:pass-4711%@host/a',
    'clickhouse://host/a?password=pass-4711',
    'clickhouse://host/a#pass-4711',
  ])('refuses %s without a word of it', (store) => {
    expect(() => clickHouseOptions(store, {})).toThrow(/^--store: expected clickhouse:\/\/user@host:8123\/database/);
    expect(() => clickHouseOptions(store, {})).not.toThrow('4711');
  });

  it.each([
    ['telemetry.db', undefined, 'telemetry.db'],
    ['C:\\telemetry.db', undefined, 'C:\\telemetry.db'],
    [
      'clickhouse://user:pass-4711@host:8123/reports?cluster=main',
      'clickhouse',
      'clickhouse://host:8123/reports?cluster=main',
    ],
    ['ClickHouse+HTTPS://user:pass-4711@host', 'clickhouse+https', 'clickhouse+https://host'],
    ['clickhouse://user:pass-4711@', 'clickhouse', 'clickhouse://'],
    ['clickhouse:/user:pass-4711@host/a', 'clickhouse', 'clickhouse://'],
    ['clickhouse:///user:pass-4711@host/a', 'clickhouse', 'clickhouse://'],
    ['ClickHouse:user:pass-4711@host/a', 'clickhouse', 'clickhouse://'],
    ['./odd:name.db', undefined, './odd:name.db'],
  ])('prints %s without user and password', (store, scheme, printed) => {
    expect([schemeOf(store), printableStore(store)]).toEqual([scheme, printed]);
  });
});
