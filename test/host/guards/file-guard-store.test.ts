import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { getEventListeners } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { FileGuardStore } from '../../../src/host/guards/file-guard-store.js';
import { defaultGuardFolder } from '../../../src/host/guards/private-folder.js';
import { thisProcess } from '../../../src/host/guards/process-identity.js';
import type { ClosedBy, GuardClaim, InstallationEnd } from '../../../src/index.js';
import { aClient } from '../../support/clients.js';
import { answers, methods, scripted } from '../../support/scripted-transport.js';
import { age, guardPath, guardsIn, heldBy, HOUR_MS, leave, letSweepBeDue, namesIn } from './guard-names.js';
import { aFolder } from './reporters.js';

const me = await thisProcess();
const end: InstallationEnd = { status: 'failed', exit_code: 100, error: 'APT' };
const otherEnd: InstallationEnd = { status: 'success', exit_code: 0, error: '' };
const never = (): AbortSignal => new AbortController().signal;
const random_id = 'installation-1';
const record_id = 'abc123def456789';

let folder = '';
let degraded: unknown[] = [];
beforeEach(() => {
  folder = aFolder();
  degraded = [];
});

/** A store that shares nothing but the folder with the others, as another process's. */
function aStore(own = folder): FileGuardStore {
  return new FileGuardStore({ folder: own, onDegraded: (error) => degraded.push(error) });
}

/** A claim that has to be granted. */
async function granted(claim: GuardClaim | Promise<GuardClaim>): Promise<Extract<GuardClaim, { granted: true }>> {
  const given = await claim;
  if (!given.granted) throw new Error(`Closed by ${given.closedBy}`);
  return given;
}

/** What is claimed within that time, in milliseconds; `undefined` where one has to wait longer. */
async function within(
  ms: number,
  claim: (signal: AbortSignal) => Promise<GuardClaim>,
): Promise<GuardClaim | undefined> {
  const signal = AbortSignal.timeout(ms);
  try {
    return await claim(signal);
  } catch (thrown) {
    expect(thrown).toBe(signal.reason);
    return undefined;
  }
}

describe('a guard on the file system', () => {
  afterEach(() => expect(degraded).toEqual([]));

  it('keeps the end that was claimed with first, for whoever comes next', async () => {
    const first = await granted(aStore().claim(random_id, end, never()));
    expect(first.end).toEqual(end);
    await first.release();
    const next = await granted(aStore().claim(random_id, otherEnd, never()));
    expect(next.end).toEqual(end);
    await next.release();
  });

  it.each<{ by: ClosedBy }>([{ by: 'updated' }, { by: 'not-found' }, { by: 'dropped' }, { by: 'attempted' }])(
    'tells the others that it was closed by $by',
    async ({ by }) => {
      const [one, other] = [aStore(), aStore()];
      await (await granted(one.claim(random_id, end, never()))).close(by);
      expect(await other.claim(random_id, otherEnd, never())).toEqual({ granted: false, closedBy: by });
      expect(await one.claim(random_id, otherEnd, never())).toEqual({ granted: false, closedBy: by });
    },
  );

  it('lets others wait until it is given back, and lets one of them through at a time', async () => {
    let holders = 0;
    let most = 0;
    const ends: InstallationEnd[] = [];
    const report = async (_: unknown, index: number): Promise<void> => {
      const claim = await granted(aStore().claim(random_id, { ...end, exit_code: index }, never()));
      most = Math.max(most, (holders += 1));
      await wait(5);
      holders -= 1;
      ends.push(claim.end);
      await claim.release();
    };
    await Promise.all(Array.from({ length: 12 }, report));
    expect(most).toBe(1);
    expect(new Set(ends.map(({ exit_code }) => exit_code)).size).toBe(1);
  });

  it('lets nobody wait past the own signal, and leaves no listener and no timer', async () => {
    const holder = await granted(aStore().claim(random_id, end, never()));
    const controller = new AbortController();
    const waiting = aStore().claim(random_id, end, controller.signal);
    await wait(120);
    const reason = new Error('gone');
    const hasLeft = expect(waiting).rejects.toBe(reason);
    controller.abort(reason);
    await new Promise((resolve) => setImmediate(resolve));
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout')).toEqual([]);
    await hasLeft;
    await expect(aStore().claim(random_id, end, controller.signal)).rejects.toBe(reason);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    await holder.release();
  });

  it('pins nothing for a caller who has left already', async () => {
    await expect(aStore().claim(random_id, end, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    expect((await granted(aStore().claim(random_id, otherEnd, never()))).end).toEqual(otherEnd);
  });

  it('is one file, however often a delivery fails', async () => {
    for (let failure = 1; failure <= 300; failure += 1) {
      await (await granted(aStore().claim(random_id, end, never()))).release();
    }
    expect(guardsIn(folder)).toHaveLength(1);
    expect(namesIn(folder, random_id)).toEqual([expect.stringMatching(/^open\.\d+$/)]);
  });

  it('can be read, made and changed by its user alone, whatever the umask', async () => {
    const before = process.umask(0);
    onTestFinished(() => void process.umask(before));
    const claim = await granted(aStore().claim(random_id, end, never()));
    const modes = (): string[] => {
      const guard = guardPath(folder, random_id);
      const all = [dirname(guard), guard, ...namesIn(folder, random_id).map((name) => join(guard, name))];
      return all.map((path) => (statSync(path).mode & 0o777).toString(8));
    };
    expect(modes()).toEqual(['700', '700', '600']);
    await claim.close('updated');
    expect(modes()).toEqual(['700', '700', '600']);
  });

  it.each([
    '../../outside',
    '/etc/passwd',
    'a/b',
    '..',
    '',
    'nul\0byte',
    'CON',
    'x'.repeat(10_000),
    '__proto__',
    'ABCDEFGH',
    'abcdefgh',
  ])('lies in its folder under a name of its own, whatever the id: %j', async (id) => {
    await (await granted(aStore().claim('ABCDEFGH-other', otherEnd, never()))).close('updated');
    const claim = await granted(aStore().claim(id, end, never()));
    await claim.close('dropped');
    expect(readdirSync(dirname(folder))).toEqual(['guards']);
    expect(guardsIn(folder)).toHaveLength(2);
    expect(guardsIn(folder).every((name) => /^[0-9a-f]{64}$/.test(name))).toBe(true);
    expect(await aStore().claim(id, end, never())).toEqual({ granted: false, closedBy: 'dropped' });
  });

  it('tells ids apart that differ by case only', async () => {
    await (await granted(aStore().claim('ABCDEFGH', end, never()))).close('updated');
    expect(await aStore().claim('abcdefgh', end, never())).toMatchObject({ granted: true });
  });
});

describe('a guard that somebody left', () => {
  afterEach(() => expect(degraded).toEqual([]));
  const minutes = (count: number): number => Date.now() - count * 60_000;
  const elsewhere = { ...me, place: '0123456789abcdef' };
  const dead = { ...me, startedAt: '1' };

  it.each([
    { what: 'a process that is gone', name: () => heldBy(dead, minutes(0)), taken: true },
    { what: 'this process, through another store', name: () => heldBy(me, minutes(4)), taken: false },
    { what: 'a living process, for more than 5 minutes', name: () => heldBy(me, minutes(6)), taken: true },
    { what: 'another container, lately', name: () => heldBy(elsewhere, minutes(4)), taken: false },
    { what: 'another container, for more than 5 minutes', name: () => heldBy(elsewhere, minutes(6)), taken: true },
    { what: 'a process of a future that was corrected', name: () => heldBy(me, minutes(-60)), taken: true },
    { what: 'nobody any more', name: () => `open.${minutes(0)}`, taken: true },
  ])('is taken over, held by $what: $taken', async ({ name, taken }) => {
    leave(folder, random_id, name(), end);
    const claim = await within(taken ? 10_000 : 300, (signal) => aStore().claim(random_id, otherEnd, signal));
    expect(claim?.granted === true).toBe(taken);
    if (claim?.granted === true) expect(claim.end).toEqual(end);
  });

  it('is taken over by one of many who find its process gone', async () => {
    for (let round = 1; round <= 10; round += 1) {
      const id = `${random_id}-${round}`;
      leave(folder, id, heldBy(dead, minutes(0)), end);
      const enough = new AbortController();
      const claims = await Promise.allSettled(
        Array.from({ length: 8 }, async () => {
          const claim = await aStore().claim(id, otherEnd, AbortSignal.any([enough.signal]));
          // Time for a second one to make the same mistake.
          setTimeout(() => enough.abort(), 100);
          return claim;
        }),
      );
      const taken = claims.filter(({ status }) => status === 'fulfilled');
      expect(taken).toMatchObject([{ value: { granted: true, end } }]);
      expect(namesIn(folder, id)).toHaveLength(1);
    }
  });

  it('stays with whoever took it over, when its first holder comes back late', async () => {
    const late = await granted(aStore().claim(random_id, end, never()));
    age(folder, random_id, 6 * 60_000);
    const second = await granted(aStore().claim(random_id, otherEnd, never()));
    await late.release();
    expect(await within(200, (signal) => aStore().claim(random_id, otherEnd, signal))).toBeUndefined();
    await second.close('updated');
    expect(await aStore().claim(random_id, end, never())).toEqual({ granted: false, closedBy: 'updated' });
  });

  it.each([
    { what: 'nothing', content: '' },
    { what: 'half an end', content: JSON.stringify(end).slice(0, 20) },
    { what: 'something else', content: '[1, 2]' },
    { what: 'null', content: 'null' },
    { what: 'a status that ends nothing', content: JSON.stringify({ ...end, status: 'installing' }) },
    { what: 'a fraction as its code', content: JSON.stringify({ ...end, exit_code: 1.5 }) },
    { what: 'a number as its text', content: JSON.stringify({ ...end, error: 1 }) },
    { what: 'more than anybody reads', content: JSON.stringify({ ...end, error: 'x'.repeat(70_000) }) },
  ])('is pinned anew where it holds $what', async ({ content }) => {
    leave(folder, random_id, heldBy(dead, minutes(0)), content);
    const claim = await granted(aStore().claim(random_id, otherEnd, never()));
    expect(claim.end).toEqual(otherEnd);
    await claim.release();
    expect((await granted(aStore().claim(random_id, end, never()))).end).toEqual(otherEnd);
  });

  it.each([
    { what: 'a pipe', make: (path: string) => execFileSync('mkfifo', [path]) },
    { what: 'a link', make: (path: string) => symlinkSync('/etc/hostname', path) },
  ])('is pinned anew where it is $what', async ({ make }) => {
    mkdirSync(guardPath(folder, random_id), { recursive: true, mode: 0o700 });
    make(join(guardPath(folder, random_id), `open.${minutes(0)}`));
    expect(await within(10_000, (signal) => aStore().claim(random_id, otherEnd, signal))).toMatchObject({
      end: otherEnd,
    });
    expect(existsSync('/etc/hostname')).toBe(true);
  });

  it('is made again where its folder is empty', async () => {
    mkdirSync(guardPath(folder, random_id), { recursive: true, mode: 0o700 });
    expect(await granted(aStore().claim(random_id, end, never()))).toMatchObject({ end });
  });

  it('is closed for everybody once a backup has brought an older state back beside it', async () => {
    leave(folder, random_id, `open.${minutes(60)}`, end);
    leave(folder, random_id, `closed.${minutes(1)}.not-found`, end);
    expect(await aStore().claim(random_id, end, never())).toEqual({ granted: false, closedBy: 'not-found' });
  });

  it.each([
    { to: 'updated', hasRecord: true, claim: { granted: false, closedBy: 'updated' } },
    { to: 'not-found', hasRecord: false, claim: { granted: false, closedBy: 'not-found' } },
    { to: 'not-found', hasRecord: true, claim: { granted: true, end } },
  ] as const)('closed as $to is $claim for who has the record: $hasRecord', async ({ to, hasRecord, claim }) => {
    await (await granted(aStore().claim(random_id, end, never()))).close(to);
    expect(await aStore().claim(random_id, otherEnd, never(), hasRecord)).toMatchObject(claim);
  });

  it('keeps its holder apart from the others while its folder is removed', async () => {
    const store = aStore();
    const holder = await granted(store.claim(random_id, end, never()));
    const waiting = aStore().claim(random_id, otherEnd, AbortSignal.timeout(5_000));
    await wait(60);
    rmSync(folder, { recursive: true });
    expect(await waiting).toMatchObject({ granted: true, end: otherEnd });
    await holder.close('updated');
    expect(await store.claim(random_id, end, never())).toEqual({ granted: false, closedBy: 'updated' });
  });
});

describe('the sweep', () => {
  afterEach(() => expect(degraded).toEqual([]));
  const hours = (count: number): number => Date.now() - count * HOUR_MS;
  const closeOne = async (id = 'another-installation'): Promise<void> =>
    (await granted(aStore().claim(id, end, never()))).close('updated');
  /** Closes a guard when a sweep is due. */
  const closeAndSweep = async (id?: string): Promise<void> => {
    letSweepBeDue(folder);
    await closeOne(id);
  };

  it.each([
    { what: 'a tombstone of 23 hours', name: () => `closed.${hours(23)}.updated`, stays: true },
    { what: 'a tombstone of 25 hours', name: () => `closed.${hours(25)}.updated`, stays: false },
    { what: 'an end that waits for 23 hours', name: () => `open.${hours(23)}`, stays: true },
    { what: 'an end that waits for 25 hours', name: () => `open.${hours(25)}`, stays: false },
    {
      what: 'a claim of a process gone for 23 hours',
      name: () => heldBy({ ...me, startedAt: '1' }, hours(23)),
      stays: true,
    },
    {
      what: 'a claim of a process gone for 25 hours',
      name: () => heldBy({ ...me, startedAt: '1' }, hours(25)),
      stays: false,
    },
    {
      what: 'a tombstone of tomorrow, before the clock was put right',
      name: () => `closed.${hours(-25)}.updated`,
      stays: false,
    },
  ])('leaves $what: $stays', async ({ name, stays }) => {
    leave(folder, random_id, name(), end);
    await closeOne();
    expect(existsSync(guardPath(folder, random_id))).toBe(stays);
  });

  it('lets a tombstone be forgotten after 24 hours, and not before', async () => {
    await closeOne(random_id);
    age(folder, random_id, 23.9 * HOUR_MS);
    await closeAndSweep();
    expect(await aStore().claim(random_id, end, never())).toMatchObject({ granted: false });
    age(folder, random_id, 24.1 * HOUR_MS);
    await closeAndSweep('yet-another-one');
    expect(await aStore().claim(random_id, otherEnd, never())).toMatchObject({ granted: true, end: otherEnd });
  });

  it('removes what a killed process had begun to make, once it is 24 hours old', async () => {
    const draft = (ageHours: number): string => {
      const path = join(folder, `draft.${hours(ageHours)}.${randomUUID()}`);
      mkdirSync(path, { recursive: true, mode: 0o700 });
      writeFileSync(join(path, heldBy(me, hours(ageHours))), '{"sta');
      return path;
    };
    const [young, old] = [draft(23), draft(25)];
    await closeOne();
    expect([young, old].map((path) => existsSync(path))).toEqual([true, false]);
  });

  it('touches nothing else that lies there', async () => {
    await closeOne();
    writeFileSync(join(folder, 'f'.repeat(64)), 'a file');
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    mkdirSync(join(folder, 'draft.1.old'));
    leave(folder, random_id, 'notes.txt', 'mine');
    leave(folder, random_id, 'open.1', end);
    await closeAndSweep('yet-another-one');
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['f'.repeat(64), 'notes.txt', 'draft.1.old']));
    expect(namesIn(folder, random_id)).toEqual(['notes.txt']);
  });

  it('is bounded, and gets everything in the end', async () => {
    for (let index = 0; index < 600; index += 1) leave(folder, `old-${index}`, `closed.${hours(25)}.updated`, end);
    const sizes: number[] = [];
    for (let round = 1; round <= 10; round += 1) {
      const before = guardsIn(folder).length;
      await closeAndSweep(`new-${round}`);
      sizes.push(before + 1 - guardsIn(folder).length);
    }
    expect(Math.max(...sizes)).toBeLessThanOrEqual(256);
    expect(guardsIn(folder)).toHaveLength(10);
  });

  it.each([
    { kept: 0, dueInMinutes: 60 },
    { kept: 250, dueInMinutes: 60 },
    { kept: 511, dueInMinutes: 30 },
    { kept: 1_023, dueInMinutes: 15 },
  ])('with $kept kept is due in $dueInMinutes minutes, so that all are looked at once an hour', async (due) => {
    for (let index = 0; index < due.kept; index += 1) mkdirSync(guardPath(folder, `${index}`), { recursive: true });
    if (due.kept > 0) chmodSync(folder, 0o700);
    await closeOne();
    const { mtimeMs } = statSync(join(folder, 'next-sweep'));
    expect((mtimeMs - Date.now()) / 60_000).toBeCloseTo(due.dueInMinutes, 0);
  });

  it.each([
    { stamp: 'an hour ahead', aheadMs: HOUR_MS - 60_000, sweeps: false },
    { stamp: 'a moment ahead', aheadMs: 60_000, sweeps: false },
    { stamp: 'past', aheadMs: -1_000, sweeps: true },
    { stamp: 'of a future that was corrected', aheadMs: 2 * HOUR_MS, sweeps: true },
  ])('sweeps where the stamp is $stamp: $sweeps', async ({ aheadMs, sweeps }) => {
    await closeOne();
    const due = new Date(Date.now() + aheadMs);
    utimesSync(join(folder, 'next-sweep'), due, due);
    leave(folder, random_id, `closed.${hours(25)}.updated`, end);
    await closeOne('yet-another-one');
    expect(existsSync(guardPath(folder, random_id))).toBe(!sweeps);
  });

  it.each([
    { what: 'a link', make: (path: string) => symlinkSync('elsewhere', path) },
    { what: 'a pipe', make: (path: string) => execFileSync('mkfifo', [path]) },
    { what: 'a folder', make: (path: string) => mkdirSync(path) },
  ])("leaves $what in its stamp's place as it is", async ({ make }) => {
    await closeOne();
    letSweepBeDue(folder);
    make(join(folder, 'next-sweep'));
    const before = lstatSync(join(folder, 'next-sweep'));
    await closeOne('yet-another-one');
    expect(lstatSync(join(folder, 'next-sweep'))).toMatchObject({ mode: before.mode, mtimeMs: before.mtimeMs });
    expect(existsSync(join(folder, 'elsewhere'))).toBe(false);
  });

  it('takes nothing from whoever claims what it is about to sweep', async () => {
    let holders = 0;
    const report = async (): Promise<void> => {
      const claim = await granted(aStore().claim(random_id, end, never()));
      expect((holders += 1)).toBe(1);
      await wait(1);
      holders -= 1;
      await claim.release();
    };
    // Each guard is old the moment it is given back, and others sweep all the time.
    let isOver = false;
    const ageing = (async () => {
      while (!isOver) {
        for (const name of namesIn(folder, random_id).filter((found) => found.startsWith('open.'))) {
          const guard = guardPath(folder, random_id);
          try {
            renameSync(join(guard, name), join(guard, `open.${hours(25)}`));
          } catch {
            // Claimed meanwhile.
          }
        }
        await closeAndSweep(`sweeper-${Math.random()}`);
      }
    })();
    for (let round = 1; round <= 15; round += 1) await Promise.all(Array.from({ length: 4 }, report));
    isOver = true;
    await ageing;
  });
});

describe('a folder that cannot be used', () => {
  const asRoot = process.getuid?.() === 0;

  it.each<{ what: string; spoil: () => void }>([
    { what: 'a file', spoil: () => writeFileSync(folder, '') },
    {
      what: 'a link to a folder',
      spoil: () => {
        mkdirSync(`${folder}-elsewhere`, { mode: 0o700 });
        symlinkSync(`${folder}-elsewhere`, folder);
      },
    },
    { what: 'a link to nowhere', spoil: () => symlinkSync(`${folder}-nowhere`, folder) },
    {
      what: 'a folder others may write to',
      spoil: () => {
        mkdirSync(folder);
        chmodSync(folder, 0o777);
      },
    },
    { what: 'a folder nobody can make anything in', spoil: () => (folder = '/proc/self/guards') },
    {
      what: "somebody else's",
      spoil: () => {
        if (!asRoot) return void (folder = '/usr');
        mkdirSync(folder, { mode: 0o700 });
        execFileSync('chown', ['65534', folder]);
      },
    },
    { what: 'a name no file can have', spoil: () => (folder = 'nul\0byte') },
    {
      what: "one that holds somebody else's files in a guard's place",
      spoil: () => leave(folder, random_id, 'notes.txt', 'mine'),
    },
  ])('leaves the guard of this process, and says so once: $what', async ({ spoil }) => {
    spoil();
    const store = aStore();
    const transport = scripted({ status: 403 }, answers.stored());
    const clients = [aClient(transport, { guards: store }), aClient(transport, { guards: store })];
    const [one, other] = await Promise.all([
      clients[0]!.update({ random_id, record_id, exit_code: 100 }),
      clients[1]!.update({ random_id, record_id, status: 'done' }),
    ]);
    expect(one).toMatchObject({ outcome: 'failed' });
    expect(other).toMatchObject({ outcome: 'skipped', reason: 'already-updated' });
    expect(transport.seen.map(({ body }) => body)).toMatchObject([{ exit_code: 100 }, { exit_code: 100 }]);
    expect(degraded).toEqual([expect.any(Error)]);
  });

  it('lets reports go out when whoever is told throws', async () => {
    writeFileSync(folder, '');
    const guards = new FileGuardStore({
      folder,
      onDegraded: () => {
        throw new Error('listener');
      },
    });
    const updated = aClient(scripted(answers.stored()), { guards }).update({ random_id, record_id });
    expect(await updated).toMatchObject({ outcome: 'updated' });
  });

  it('is used again once it can be', async () => {
    writeFileSync(folder, '');
    const store = aStore();
    await (await granted(store.claim('while-it-is-a-file', end, never()))).close('updated');
    rmSync(folder);
    await (await granted(store.claim(random_id, end, never()))).close('updated');
    expect(await aStore().claim(random_id, end, never())).toEqual({ granted: false, closedBy: 'updated' });
    expect(degraded).toHaveLength(1);
  });

  it('takes nothing back of what the server confirmed, when it breaks during the delivery', async () => {
    const store = aStore();
    const transport = scripted(() => {
      rmSync(folder, { recursive: true });
      writeFileSync(folder, '');
      return answers.stored();
    });
    const telemetry = aClient(transport, { guards: store });
    expect(await telemetry.update({ random_id, record_id })).toMatchObject({ outcome: 'updated' });
    expect(await aClient(transport, { guards: store }).update({ random_id, record_id })).toMatchObject({
      reason: 'already-updated',
    });
    expect(methods(transport)).toEqual(['PATCH']);
    expect(degraded).toHaveLength(1);
  });
});

describe('a client with guards on the file system', () => {
  it.each([
    { what: 'has no consent', options: { consent: 'no' }, update: { random_id } },
    { what: 'is given no random_id', options: {}, update: { random_id: '' } },
    { what: 'is given an invalid random_id', options: {}, update: { random_id: '../../x' } },
    { what: 'is given a record_id that is none', options: {}, update: { random_id, record_id: '../x' } },
  ])('touches no disk when it $what', async ({ options, update }) => {
    const transport = scripted(answers.stored());
    const outcome = await aClient(transport, { guards: aStore(), ...options }).update(update);
    expect(['skipped', 'failed']).toContain(outcome.outcome);
    expect(existsSync(folder)).toBe(false);
    expect(transport.seen).toEqual([]);
  });

  it('keeps to its own deadline while another process delivers', async () => {
    const holder = await granted(aStore().claim(random_id, end, never()));
    const transport = scripted(answers.stored());
    const began = performance.now();
    const outcome = await aClient(transport, { guards: aStore() }).update(
      { random_id, record_id },
      { deadlineMs: 150 },
    );
    expect(outcome).toMatchObject({ outcome: 'failed', error: { code: 'timed-out', fate: 'not-sent' } });
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(transport.seen).toEqual([]);
    await holder.release();
  });

  it('holds the pinned end on disk while it delivers', async () => {
    let found: unknown;
    const transport = scripted(() => {
      const [name = ''] = namesIn(folder, random_id);
      found = { name, content: JSON.parse(readFileSync(join(guardPath(folder, random_id), name), 'utf8')) as unknown };
      return answers.stored();
    });
    await aClient(transport, { guards: aStore() }).update({ random_id, record_id, exit_code: 137 });
    expect(found).toMatchObject({
      name: expect.stringMatching(new RegExp(`^held\\.\\d+\\.${process.pid}\\.`)),
      content: { status: 'failed', exit_code: 137, error: expect.stringContaining('SIGKILL') },
    });
    expect(namesIn(folder, random_id)).toEqual([expect.stringMatching(/^closed\.\d+\.updated$/)]);
  });
});

describe('the default folder', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it('is the same for a shell, a service and a cron job of one user', () => {
    const before = defaultGuardFolder();
    for (const name of ['HOME', 'TMPDIR', 'XDG_STATE_HOME', 'XDG_RUNTIME_DIR']) vi.stubEnv(name, '/elsewhere');
    expect(defaultGuardFolder()).toBe(before);
    expect(before).toMatch(/\/\.local\/state\/community-scripts\/telemetry-guards$/);
  });

  it('is not looked at when a store is made', () => {
    const existed = existsSync(defaultGuardFolder());
    new FileGuardStore();
    expect(existsSync(defaultGuardFolder())).toBe(existed);
  });
});
