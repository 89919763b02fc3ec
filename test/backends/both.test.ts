import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ingest } from '../../src/backends/ingest/index.js';
import { type Backend, pocketBase, TelemetryClient, type TelemetryClientOptions } from '../../src/index.js';
import { MemoryGuardStore } from '../../src/testing/index.js';
import { useIngestService } from '../support/ingest-service.js';
import { describeOnPocketBase, usePocketBase } from '../support/pocketbase.js';
import { aRecord } from '../support/records.js';

/** What both servers can be asked of an installation: its final rows, in one spelling. */
type Ended = { readonly status: unknown; readonly exit_code: unknown; readonly nsapp: unknown };

interface Server {
  readonly name: string;
  readonly describeOn: (name: string, tests: () => void) => unknown;
  readonly use: () => {
    readonly backend: () => Backend;
    readonly ended: (random_id: string) => Promise<Ended[]>;
    /** Everything that is stored of it. */
    readonly stored: (random_id: string) => Promise<object[]>;
  };
  /** What a create and an update come to. */
  readonly says: { readonly create: string; readonly update: string };
}

const SERVERS: Server[] = [
  {
    name: 'pocketBase',
    describeOn: describeOnPocketBase,
    use() {
      const server = usePocketBase();
      const spelt = (status: unknown): unknown => (status === 'sucess' ? 'success' : status);
      return {
        backend: () => pocketBase({ baseUrl: server().url }),
        ended: async (random_id) =>
          (await server().records(random_id))
            .filter(({ status }) => status !== 'installing')
            .map(({ status, exit_code, nsapp }) => ({ status: spelt(status), exit_code, nsapp })),
        stored: (random_id) => server().records(random_id),
      };
    },
    says: { create: 'created', update: 'updated' },
  },
  {
    name: 'ingest',
    describeOn: describe,
    use() {
      const server = useIngestService();
      return {
        backend: () => ingest({ url: server().url }),
        ended: async (random_id) =>
          server()
            .service.stored.filter((row) => row['random_id'] === random_id && row['status'] !== 'installing')
            .map(({ status, exit_code = 0, nsapp }) => ({ status, exit_code, nsapp })),
        stored: async (random_id) => server().service.stored.filter((row) => row['random_id'] === random_id),
      };
    },
    says: { create: 'accepted', update: 'accepted' },
  },
];

for (const { name, describeOn, use, says } of SERVERS) {
  describeOn(`through ${name}`, () => {
    const { backend, ended, stored } = use();
    const aClient = (own: TelemetryClientOptions = {}): TelemetryClient =>
      new TelemetryClient({ consent: 'yes', backend: backend(), ...own });

    it('an installation is created and updated', async () => {
      const telemetry = aClient();
      const { random_id, outcome } = await telemetry.create({ type: 'lxc', nsapp: 'plex', disk_size: '8G' });
      expect(outcome).toBe(says.create);
      expect(await telemetry.update({ random_id, exit_code: 127 })).toMatchObject({ random_id, outcome: says.update });
      expect(await ended(random_id)).toEqual([{ status: 'failed', exit_code: 127, nsapp: 'plex' }]);
    });

    it('a second create of one installation is existing, and sends nothing', async () => {
      const telemetry = aClient();
      const record = aRecord();
      await telemetry.create(record);
      expect(await telemetry.create({ ...record, nsapp: 'other' })).toMatchObject({ outcome: 'existing' });
      await telemetry.update({ random_id: record.random_id, status: 'done' });
      expect(await ended(record.random_id)).toEqual([{ status: 'success', exit_code: 0, nsapp: 'plex' }]);
    });

    it('a create after the end is existing, and moves nothing back', async () => {
      const telemetry = aClient();
      const record = aRecord();
      await telemetry.create(record);
      await telemetry.update({ random_id: record.random_id, status: 'done' });
      expect(await telemetry.create(record)).toMatchObject({ outcome: 'existing' });
      expect(await ended(record.random_id)).toHaveLength(1);
    });

    it('the update waits for a create on its way', async () => {
      const telemetry = aClient();
      const record = aRecord();
      const created = telemetry.create(record);
      expect(await telemetry.update({ random_id: record.random_id, status: 'done' })).toMatchObject({
        outcome: says.update,
      });
      expect(await created).toMatchObject({ outcome: says.create });
      expect(await ended(record.random_id)).toHaveLength(1);
    });

    it('the end reported first stands, however many are reported', async () => {
      const telemetry = aClient();
      const { random_id } = await telemetry.create(aRecord());
      const ends = Array.from({ length: 10 }, (_, index) =>
        telemetry.update({ random_id, exit_code: 1 + (index >> 2) }),
      );
      const outcomes = await Promise.all(ends);
      expect(outcomes[0]).toMatchObject({ outcome: says.update });
      expect(outcomes.slice(1)).toEqual(Array(9).fill({ random_id, outcome: 'skipped', reason: 'already-updated' }));
      expect(await telemetry.update({ random_id, status: 'done' })).toMatchObject({ reason: 'already-updated' });
      expect(await ended(random_id)).toEqual([{ status: 'failed', exit_code: 1, nsapp: 'plex' }]);
    });

    it('clients that share a guard store deliver one end', async () => {
      const own = { guards: new MemoryGuardStore(), backend: backend() };
      const [one, other] = [aClient(own), aClient(own)];
      const { random_id } = await one.create(aRecord());
      await one.update({ random_id, exit_code: 5 });
      expect(await other.update({ random_id, status: 'done' })).toMatchObject({ reason: 'already-updated' });
      expect(await ended(random_id)).toMatchObject([{ status: 'failed', exit_code: 5 }]);
    });

    it.each<{ work: () => unknown; end: object }>([
      { work: () => 'worked', end: { status: 'success', exit_code: 0 } },
      { work: () => ({ exitCode: 100 }), end: { status: 'failed', exit_code: 100 } },
      {
        work: () => {
          throw Object.assign(new Error('failed'), { code: 28, stderr: '' });
        },
        end: { status: 'failed', exit_code: 28 },
      },
    ])('a piece of work is tracked to its end: $end', async ({ work, end }) => {
      const random_id = randomUUID();
      const tracked = aClient().track({ type: 'lxc', nsapp: 'plex', random_id }, work);
      await tracked.catch((error: Error) => expect(error.message).toBe('failed'));
      expect(await ended(random_id)).toMatchObject([end]);
    });

    it.each([
      { own: { consent: 'no' }, reason: 'no-consent' },
      { own: { beforeSend: () => null }, reason: 'dropped' },
    ] as const)('nothing is sent when it is skipped: $reason', async ({ own, reason }) => {
      const telemetry = aClient(own);
      const record = aRecord();
      const { random_id } = record;
      expect(await telemetry.create(record)).toEqual({ random_id, outcome: 'skipped', reason });
      expect(await telemetry.update({ random_id })).toEqual({ random_id, outcome: 'skipped', reason });
      expect(await ended(random_id)).toEqual([]);
    });

    it('a hook changes what is sent', async () => {
      const telemetry = aClient({
        beforeSend: ({ payload }) => ('nsapp' in payload ? { ...payload, nsapp: 'hidden' } : payload),
      });
      const { random_id } = await telemetry.create(aRecord());
      await telemetry.update({ random_id, exit_code: 2 });
      expect(await ended(random_id)).toEqual([{ status: 'failed', exit_code: 2, nsapp: 'hidden' }]);
    });

    it('secrets and personal data are not sent', async () => {
      const telemetry = aClient();
      const hostile = 'password=hunter2 for root@example.org at 192.168.7.42';
      const { random_id } = await telemetry.create({ type: 'lxc', nsapp: 'plex', method: 'me@example.org' });
      await telemetry.update({ random_id, error: hostile });
      const [row, ...others] = (await stored(random_id)).slice(-1);
      expect(others).toEqual([]);
      expect(row).toMatchObject({ method: '[email]', error: 'password=[secret] for [email] at [ip]' });
      const told = JSON.stringify(await stored(random_id));
      for (const secret of ['hunter2', 'example', '192.168', '.42']) expect(told).not.toContain(secret);
    });

    it('what a caller adds to it does not leave either, and all of it does once it is switched off', async () => {
      const error = 'licence 12-34 of root@example.org';
      const rules = aClient({ redact: [{ pattern: /licence [\d-]+/, replacement: 'licence [secret]' }] });
      const off = aClient({ redact: 'off' });
      for (const [telemetry, expected] of [
        [rules, 'licence [secret] of [email]'],
        [off, error],
      ] as const) {
        const { random_id } = await telemetry.create(aRecord());
        await telemetry.update({ random_id, error });
        expect((await stored(random_id)).at(-1)).toMatchObject({ error: expected });
      }
    });

    it('a record without an application is refused, and the error says by whom', async () => {
      const outcome = await aClient().create({ type: 'lxc', nsapp: '' });
      expect(outcome).toMatchObject({ outcome: 'failed', error: { fields: { nsapp: expect.any(String) } } });
    });

    it('a caller that gives up leaves nothing behind', async () => {
      const controller = new AbortController();
      controller.abort();
      const telemetry = aClient();
      const record = aRecord();
      expect(await telemetry.create(record, { signal: controller.signal })).toMatchObject({
        error: { code: 'aborted', fate: 'not-sent' },
      });
      expect(await telemetry.settled()).toBe(true);
      expect(await ended(record.random_id)).toEqual([]);
    });
  });
}
