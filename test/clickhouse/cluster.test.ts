import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clickhouse, type Store } from '../../src/stores/clickhouse/index.js';
import { MIGRATIONS } from '../../src/stores/clickhouse/schema/migrations.js';
import { MIGRATIONS_TABLE } from '../../src/stores/clickhouse/schema/make-tables.js';
import { onCluster } from '../../src/stores/clickhouse/schema/placement.js';
import { storeContract } from '../../src/testing/index.js';
import { aReport, call } from './runs.js';
import { type ClickHouse, freePort, startClickHouse } from './server.mjs';

const database = 'sharded';
const cluster = 'pair';
const folder = mkdtempSync(join(tmpdir(), 'telemetry-cluster-'));
const servers: ClickHouse[] = [];

/** Two servers that know each other. They have no Keeper, so the tables are not replicated, and are made on each. */
beforeAll(async () => {
  const ports = [await freePort(), await freePort()];
  const shards = ports.map((port) => `<shard><replica><host>127.0.0.1</host><port>${port}</port></replica></shard>`);
  const config = join(folder, 'cluster.xml');
  writeFileSync(config, `<clickhouse><remote_servers><pair>${shards.join('')}</pair></remote_servers></clickhouse>`);
  const placement = onCluster(database, cluster, false);
  const statements = [...placement.create(MIGRATIONS_TABLE), ...MIGRATIONS.flatMap((step) => step(placement))];
  for (const tcpPort of ports) {
    const server = await startClickHouse({ tcpPort, config });
    servers.push(server);
    await server.run(`CREATE DATABASE ${database} ENGINE = Atomic`);
    for (const statement of statements) await server.run(statement.replace(` ON CLUSTER ${cluster}`, ''), database);
  }
  await servers[0]?.run(`INSERT INTO migrations (number) VALUES (${MIGRATIONS.length})`, database);
});
afterAll(async () => {
  for (const server of servers) await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

function openOn(shard: 0 | 1): Store {
  return clickhouse({ url: servers[shard]?.url ?? '', database, cluster });
}

/** Where it matters on which shard a report is. */
const CASES = /before its begin|twenty|thousand|two processes|every field|refused/;

describe('a store on two shards', () => {
  for (const { name, run } of storeContract(() => ({ store: openOn(0), open: () => openOn(1) })))
    if (CASES.test(name)) it(name, run);

  it('spreads the runs, and keeps all reports of a run on one shard', async () => {
    const stores = [openOn(0), openOn(1)];
    const runs = Array.from({ length: 100 }, () => aReport('installing'));
    for (const status of ['installing', 'failed'] as const)
      await Promise.all(runs.map((run, place) => (stores[place % 2] as Store).report({ ...run, status }, call)));
    await Promise.all(stores.map((store) => store.close()));
    const keysOn = async (server: ClickHouse): Promise<string[]> => {
      const lines = await server.run('SELECT DISTINCT key FROM reports_of_shard', database);
      return lines.split('\n').filter((key) => runs.some(({ random_id }) => random_id === key));
    };
    const [one = [], other = []] = await Promise.all(servers.map(keysOn));
    expect([...one, ...other].sort()).toEqual(runs.map(({ random_id }) => random_id).sort());
    expect(Math.min(one.length, other.length)).toBeGreaterThan(10);
  });
});
