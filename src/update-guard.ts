import type { FinalStatus } from './statuses.js';
import { RecentMap, REMEMBERED_INSTALLATIONS } from './recent-map.js';

/** The end of an installation, as it is delivered. */
export interface InstallationEnd {
  readonly status: FinalStatus;
  readonly exit_code: number;
  /** What went wrong; empty for a success. */
  readonly error: string;
}

/**
 * Why a guard is closed: the end is stored, there is no record it could be stored in,
 * `beforeSend` dropped it, or `closeGuard: 'attempted'` allowed one try only.
 */
export type ClosedBy = 'updated' | 'not-found' | 'dropped' | 'attempted';

/** The answer to a claim. */
export type GuardClaim =
  | {
      readonly granted: true;
      /** The end reported first, which is the one to deliver; not always the one claimed with. */
      readonly end: InstallationEnd;
      /** Lets nobody through any more. */
      close(by: ClosedBy): void | Promise<void>;
      /** Lets the next reporter through, with the same end. */
      release(): void | Promise<void>;
    }
  | { readonly granted: false; readonly closedBy: ClosedBy };

/**
 * Lets one update per random_id through. In memory by default; a store that several processes
 * share makes the promise as wide as that store.
 */
export interface GuardStore {
  /**
   * Claims the delivery of an end. For servers that tell attempts apart `random_id` is the attempt's
   * `execution_id`, which is of the same characters. The first end claimed with is pinned until the guard closes, and
   * `release` keeps it. Waits while somebody else holds the claim.
   *
   * Each granted claim is closed or released once, one that is granted after the signal fired too.
   * A caller waits for `close` and `release` until its deadline, and its outcome stands either way.
   *
   * @param hasRecord - Whether the claimer has the record, so that a guard closed as `not-found`
   * opens for it once more, with the end that was pinned.
   * @throws the signal's reason once that fires.
   */
  claim(
    random_id: string,
    end: InstallationEnd,
    signal: AbortSignal,
    hasRecord?: boolean,
  ): GuardClaim | Promise<GuardClaim>;
}

interface OpenGuard {
  readonly end: InstallationEnd;
  held: boolean;
  /** Told when the claim is given back. */
  readonly waiting: Set<() => void>;
}

/** Of most guards only why it is closed; of one that may open again its end too. Thousands are remembered. */
type ClosedGuard = Exclude<ClosedBy, 'not-found'> | InstallationEnd;

/**
 * Guards in this process's memory. Closed guards are remembered for the last
 * 10,000 installations; open ones are never forgotten.
 */
export class MemoryGuardStore implements GuardStore {
  readonly #open = new Map<string, OpenGuard>();
  readonly #closed = new RecentMap<ClosedGuard>(REMEMBERED_INSTALLATIONS);

  async claim(
    random_id: string,
    end: InstallationEnd,
    signal: AbortSignal,
    hasRecord: boolean = false,
  ): Promise<GuardClaim> {
    for (;;) {
      const closed = this.#closed.get(random_id);
      if (typeof closed === 'string') return { granted: false, closedBy: closed };
      if (closed !== undefined && !hasRecord) return { granted: false, closedBy: 'not-found' };
      const guard = this.#open.get(random_id) ?? this.#pin(random_id, closed ?? end);
      if (!guard.held) return this.#grant(random_id, guard);
      await untilReleased(guard, signal);
    }
  }

  #pin(random_id: string, end: InstallationEnd): OpenGuard {
    const guard: OpenGuard = { end, held: false, waiting: new Set() };
    this.#open.set(random_id, guard);
    this.#closed.delete(random_id);
    return guard;
  }

  #grant(random_id: string, guard: OpenGuard): GuardClaim {
    guard.held = true;
    const release = (): void => {
      guard.held = false;
      for (const tell of guard.waiting) tell();
    };
    return {
      granted: true,
      end: guard.end,
      close: (by) => {
        this.#open.delete(random_id);
        this.#closed.set(random_id, by === 'not-found' ? guard.end : by);
        release();
      },
      release,
    };
  }
}

function untilReleased(guard: OpenGuard, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      guard.waiting.delete(done);
      signal.removeEventListener('abort', onAbort);
      resolve();
    };
    const onAbort = (): void => {
      guard.waiting.delete(done);
      reject(signal.reason as Error);
    };
    if (signal.aborted) return onAbort();
    guard.waiting.add(done);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
