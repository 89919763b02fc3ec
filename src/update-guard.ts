import type { FinalStatus } from './statuses.js';
import { RecentMap, REMEMBERED_INSTALLATIONS } from './recent-map.js';
import { type Abortable, untilAborted } from './until-aborted.js';

/** The end of an installation, as it is delivered. */
export interface InstallationEnd {
  readonly status: FinalStatus;
  readonly exit_code: number;
  /** The error text; empty for a success. */
  readonly error: string;
}

/**
 * Why a guard is closed: the end is stored (`updated`), the server has no record for it (`not-found`), `beforeSend`
 * dropped it (`dropped`), or `closeGuard: 'attempted'` allowed one try only (`attempted`).
 */
export type ClosedBy = 'updated' | 'not-found' | 'dropped' | 'attempted';

/** The result of a claim. */
export type GuardClaim =
  | {
      readonly granted: true;
      /** The end to deliver: the one reported first, which may differ from the one claimed with. */
      readonly end: InstallationEnd;
      /** Closes the guard: no later claim is granted. */
      close(by: ClosedBy): void | Promise<void>;
      /** Releases the claim: the next one is granted, with the same end. */
      release(): void | Promise<void>;
    }
  | { readonly granted: false; readonly closedBy: ClosedBy };

/**
 * Grants the update of each random_id to one caller at a time, until it is delivered. In memory by default; with a
 * store that several processes share, the guarantee covers all of them.
 */
export interface GuardStore {
  /**
   * Claims the delivery of an end. The end of the first claim is kept until the guard closes; `release` keeps it too.
   * Waits while another caller holds the claim. For a server that tells attempts apart, `random_id` is the attempt's
   * `execution_id`, which consists of the same characters.
   *
   * Each granted claim is closed or released once, even if it was granted after the signal aborted. A caller waits for
   * `close` and `release` until its deadline; its outcome does not depend on them.
   *
   * @param hasRecord - Whether the caller has the record. If so, a guard closed as `not-found` opens once more, with
   *   its end.
   * @throws the signal's reason when it aborts.
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
  /** Called when the claim is released. */
  readonly waiting: Set<() => void>;
}

/** Why the guard is closed; or its end if it may open again. Small, because thousands are kept. */
type ClosedGuard = Exclude<ClosedBy, 'not-found'> | InstallationEnd;

/**
 * Keeps guards in this process's memory. Remembers the last 10,000 closed guards and every open one.
 */
export class MemoryGuardStore implements GuardStore {
  readonly #open = new Map<string, OpenGuard>();
  readonly #closed = new RecentMap<ClosedGuard>(REMEMBERED_INSTALLATIONS);

  claim(
    random_id: string,
    end: InstallationEnd,
    signal: Abortable,
    hasRecord: boolean = false,
  ): GuardClaim | Promise<GuardClaim> {
    const closed = this.#closed.get(random_id);
    if (typeof closed === 'string') return { granted: false, closedBy: closed };
    if (closed !== undefined && !hasRecord) return { granted: false, closedBy: 'not-found' };
    const guard = this.#open.get(random_id) ?? this.#pin(random_id, closed ?? end);
    if (!guard.held) return this.#grant(random_id, guard);
    return untilReleased(guard, signal).then(() => this.claim(random_id, end, signal, hasRecord));
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

function untilReleased({ waiting }: OpenGuard, signal: Abortable): Promise<void> {
  let tell: () => void;
  const told = new Promise<void>((resolve) => {
    tell = resolve;
    waiting.add(tell);
  });
  return untilAborted(told, signal).finally(() => waiting.delete(tell));
}
