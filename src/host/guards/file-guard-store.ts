import { setTimeout as wait } from 'node:timers/promises';
import { throwIfAborted } from '../../until-aborted.js';
import { type GuardClaim, type GuardStore, type InstallationEnd, MemoryGuardStore } from '../../update-guard.js';
import { GuardFile } from './guard-file.js';
import { closedName, type FoundState, heldName, isOlderThan, openName } from './guard-state.js';
import { defaultGuardFolder, makePrivateFolder } from './private-folder.js';
import { isGone, type ProcessIdentity, thisProcess } from './process-identity.js';
import { sweep } from './sweep.js';

/** Average interval between two looks at a guard that another process holds, in milliseconds. */
const LOOK_AGAIN_MS = 50;
/**
 * How long one delivery may hold a guard, in milliseconds: 5 minutes, thirty times a call's usual deadline. After that
 * another process takes over, because the holder may be stopped, or on a machine that cannot be checked from here.
 */
const LONGEST_HOLD_MS = 5 * 60 * 1_000;
/** How often creating a guard may fail although none exists, before the folder counts as unusable. */
const MOST_REFUSALS = 10;

/** Options of {@link FileGuardStore}. */
export interface FileGuardOptions {
  /**
   * Folder of the guards; created if missing, with mode 0700. It must belong to this user, must not be a link, and must
   * not be writable by others. @defaultValue `.local/state/community-scripts/telemetry-guards` in the user's home
   * folder according to the user database, not `HOME`
   */
  folder?: string | undefined;
  /**
   * Called once, with the error, when the folder cannot be used (read-only, full, owned by another user). Guards then
   * work within this process only. @defaultValue the error is ignored
   */
  onDegraded?: ((error: unknown) => void) | undefined;
}

/**
 * Shares guards between all processes of one user on one machine: one process delivers the end of an installation, the
 * others learn that it is delivered. Does not touch the disk before the first claim.
 *
 * The end of the first claim is stored on disk and never changes. If a process dies while it delivers, the next one
 * that reports takes over and delivers the same end: at once if it can see that the process died, else after 5 minutes.
 * It cannot see that for a process in another container, on another machine or before a reboot, nor on Deno without
 * `--allow-all`, which hides `/proc`. A living process that holds a guard longer than 5 minutes loses it too. Guards
 * are removed 24 hours after their last change.
 *
 * A killed process may already have reached the server, so an end can arrive twice, with the same values. A power
 * failure may lose a stored end; the next end reported is then stored. Ages are measured by the wall clock.
 *
 * @example
 * ```ts
 * import { TelemetryClient } from '@community-scripts/telemetry';
 * import { FileGuardStore } from '@community-scripts/telemetry/host';
 *
 * const guards = new FileGuardStore({ onDegraded: (error) => console.warn(error) });
 * const telemetry = new TelemetryClient({ consent: 'yes', guards });
 * ```
 */
export class FileGuardStore implements GuardStore {
  readonly #folder: string | undefined;
  readonly #onDegraded: ((error: unknown) => void) | undefined;
  /** Separates the reporters of this process, and is the fallback if the disk cannot be used. */
  readonly #own = new MemoryGuardStore();
  #me: Promise<ProcessIdentity> | undefined;
  #hasDegraded = false;
  /** Claims that were released, although the disk refused the change. */
  readonly #stuck = new Set<string>();

  constructor({ folder, onDegraded }: FileGuardOptions = {}) {
    this.#folder = folder;
    this.#onDegraded = onDegraded;
  }

  /**
   * Claims the delivery of an end; see {@link GuardStore}. Accepts any text as random_id.
   *
   * @throws only the signal's reason, when it aborts.
   */
  async claim(
    random_id: string,
    end: InstallationEnd,
    signal: AbortSignal,
    hasRecord: boolean = false,
  ): Promise<GuardClaim> {
    const own = await this.#own.claim(random_id, end, signal, hasRecord);
    if (!own.granted) return own;
    try {
      return await this.#claimOnDisk(random_id, own, signal, hasRecord);
    } catch (error) {
      if (signal.aborted) {
        await own.release();
        throw signal.reason;
      }
      this.#degrade(error);
      return own;
    }
  }

  async #claimOnDisk(random_id: string, own: Granted, signal: AbortSignal, hasRecord: boolean): Promise<GuardClaim> {
    const folder = this.#folder ?? defaultGuardFolder();
    const me = await (this.#me ??= thisProcess());
    const guard = new GuardFile(folder, random_id);
    for (let refusals = 0; ;) {
      throwIfAborted(signal);
      // On every round, because another process may remove the folder meanwhile.
      await makePrivateFolder(folder);
      const held = heldName(me);
      const found = await guard.look();
      for (const { state } of found) {
        if (state.is !== 'closed' || (hasRecord && state.by === 'not-found')) continue;
        await own.close(state.by);
        return { granted: false, closedBy: state.by };
      }

      const [first] = found;
      if (first === undefined) {
        if (await guard.make(held, own.end)) return this.#granted(folder, guard, held, own, own.end);
        if ((refusals += 1) > MOST_REFUSALS) throw new Error(`${folder}: no guard can be created`);
      } else if (!(await isHeld(found, me, this.#stuck))) {
        // Read before taking it over: the stored end never changes.
        const pinned = await guard.end(first.name);
        if (pinned === undefined) await guard.discard(first.name);
        else if (await guard.change(first.name, held)) return this.#granted(folder, guard, held, own, pinned);
      }
      await wait(LOOK_AGAIN_MS * (0.5 + Math.random()), undefined, { signal });
    }
  }

  #granted(folder: string, guard: GuardFile, held: string, own: Granted, end: InstallationEnd): Granted {
    /** Changes nothing if another process has taken over meanwhile. */
    const changeTo = async (name: string): Promise<void> => {
      try {
        await guard.change(held, name);
        await sweep(folder);
      } catch (error) {
        this.#stuck.add(held);
        this.#degrade(error);
      }
    };
    return {
      granted: true,
      end,
      close: async (by) => {
        await own.close(by);
        await changeTo(closedName(by));
      },
      release: async () => {
        await changeTo(openName());
        await own.release();
      },
    };
  }

  #degrade(error: unknown): void {
    if (this.#hasDegraded) return;
    this.#hasDegraded = true;
    try {
      this.#onDegraded?.(error);
    } catch {
      // The listener's errors are not ours to report.
    }
  }
}

type Granted = Extract<GuardClaim, { granted: true }>;

/** Whether a process is delivering. */
async function isHeld(found: readonly FoundState[], me: ProcessIdentity, stuck: ReadonlySet<string>): Promise<boolean> {
  for (const { name, state } of found) {
    if (state.is !== 'held' || stuck.has(name) || isOlderThan(LONGEST_HOLD_MS, state.since)) continue;
    if (!(await isGone(state.holder, me))) return true;
  }
  return false;
}
