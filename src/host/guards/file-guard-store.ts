import { setTimeout as wait } from 'node:timers/promises';
import { throwIfAborted } from '../../until-aborted.js';
import { type GuardClaim, type GuardStore, type InstallationEnd, MemoryGuardStore } from '../../update-guard.js';
import { GuardFile } from './guard-file.js';
import { closedName, type FoundState, heldName, isOlderThan, openName } from './guard-state.js';
import { defaultGuardFolder, makePrivateFolder } from './private-folder.js';
import { isGone, type ProcessIdentity, thisProcess } from './process-identity.js';
import { sweep } from './sweep.js';

/** How often somebody who waits looks again, in milliseconds, on average. */
const LOOK_AGAIN_MS = 50;
/**
 * How long one delivery holds a guard, in milliseconds: 5 minutes, thirty times a call's usual deadline.
 * Then it is taken over, alive or not: it may be stopped, or on a machine nobody here can see.
 */
const LONGEST_HOLD_MS = 5 * 60 * 1_000;
/** How often a guard may refuse to be made though nothing is there, before the folder counts as unusable. */
const MOST_REFUSALS = 10;

/** How a {@link FileGuardStore} behaves. */
export interface FileGuardOptions {
  /**
   * Where the guards lie; made where it is missing, for this user alone. It has to be this user's, no
   * link, and writable by nobody else. @defaultValue `.local/state/community-scripts/telemetry-guards` in
   * the home folder that the user database names, whatever the environment says
   */
  folder?: string | undefined;
  /**
   * Is told once, with the error, when the folder cannot be used (read-only, full, somebody else's):
   * what is claimed meanwhile is guarded for this process alone. @defaultValue nobody is told
   */
  onDegraded?: ((error: unknown) => void) | undefined;
}

/**
 * Guards that all processes of one user on one machine share: one of them delivers the end of an
 * installation, the others learn that it is delivered. Nothing is touched before the first claim.
 *
 * The first end claimed with is pinned on disk. A process that dies while it delivers is taken over
 * by the next one that reports, with the same end: at once where both can see that it died; after 5
 * minutes where they cannot (it was in another container, on another machine or before a reboot; Deno
 * shows `/proc` with `--allow-all` only), and where it lives but holds on. Guards are forgotten 24 hours
 * after their last change.
 *
 * A process that is killed may have reached the server, so that its end can arrive twice, with the
 * same values. A power cut may take a pinned end along: what is reported next is pinned then. Ages go
 * by the wall clock.
 *
 * @example
 * ```ts
 * const guards = new FileGuardStore({ onDegraded: (error) => log.warn(error) });
 * const telemetry = new TelemetryClient({ consent: 'yes', guards });
 * ```
 */
export class FileGuardStore implements GuardStore {
  readonly #folder: string | undefined;
  readonly #onDegraded: ((error: unknown) => void) | undefined;
  /** Keeps the reporters of this process apart, and stands in when the disk cannot. */
  readonly #own = new MemoryGuardStore();
  #me: Promise<ProcessIdentity> | undefined;
  #hasDegraded = false;
  /** Claims that were given back, but not on the disk, which would not take it. */
  readonly #stuck = new Set<string>();

  constructor({ folder, onDegraded }: FileGuardOptions = {}) {
    this.#folder = folder;
    this.#onDegraded = onDegraded;
  }

  /**
   * Claims the delivery of an end, as {@link GuardStore} says; any text is a random_id here.
   *
   * @throws the signal's reason once that fires, and nothing else.
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
      // Each time, since somebody may clear it away while we wait.
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
        if ((refusals += 1) > MOST_REFUSALS) throw new Error(`${folder} takes no guard`);
      } else if (!(await isHeld(found, me, this.#stuck))) {
        // Read before it is taken: what is pinned never changes.
        const pinned = await guard.end(first.name);
        if (pinned === undefined) await guard.discard(first.name);
        else if (await guard.change(first.name, held)) return this.#granted(folder, guard, held, own, pinned);
      }
      await wait(LOOK_AGAIN_MS * (0.5 + Math.random()), undefined, { signal });
    }
  }

  #granted(folder: string, guard: GuardFile, held: string, own: Granted, end: InstallationEnd): Granted {
    /** Where somebody has taken over meanwhile, the guard is theirs to change. */
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
      // A listener's error is the listener's.
    }
  }
}

type Granted = Extract<GuardClaim, { granted: true }>;

/** Whether somebody delivers. */
async function isHeld(found: readonly FoundState[], me: ProcessIdentity, stuck: ReadonlySet<string>): Promise<boolean> {
  for (const { name, state } of found) {
    if (state.is !== 'held' || stuck.has(name) || isOlderThan(LONGEST_HOLD_MS, state.since)) continue;
    if (!(await isGone(state.holder, me))) return true;
  }
  return false;
}
