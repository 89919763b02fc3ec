import type { Deadline } from './deadline.js';
import type { Report, Reporter } from './delivery/reporter.js';
import type { ResolvedOptions } from './options.js';
import type { CreateOutcome, UpdateOutcome } from './outcomes.js';

/** A client's reporter, loaded with the first consent, so that nothing is loaded without it. */
export class ReporterLoading {
  /** The reporter, if it is loaded. */
  loaded: Reporter | undefined;
  readonly #options: ResolvedOptions;
  #loading: Promise<Reporter> | undefined;
  /** Calls that wait for the reporter. */
  #waiting = 0;

  constructor(options: ResolvedOptions) {
    this.#options = options;
  }

  /**
   * Delivers a report: at once if the reporter is loaded, else when it is. While one report waits, later ones wait too, and
   * each is delivered in the turn in which its wait ends, so that none overtakes another.
   */
  deliver(report: Report, caller: Deadline): Promise<CreateOutcome | UpdateOutcome> {
    if (this.loaded === undefined || this.#waiting > 0) return this.#deliverOnceLoaded(report, caller);
    return this.loaded.deliver(report, caller);
  }

  /** Loads the reporter once; again if that failed. */
  load(): Promise<Reporter> {
    return (this.#loading ??= this.#import());
  }

  async #deliverOnceLoaded(report: Report, caller: Deadline): Promise<CreateOutcome | UpdateOutcome> {
    this.#waiting += 1;
    let reporter: Reporter;
    try {
      reporter = await caller.wait(this.load());
    } finally {
      this.#waiting -= 1;
    }
    return reporter.deliver(report, caller);
  }

  async #import(): Promise<Reporter> {
    try {
      const { Reporter } = await import('./delivery/reporter.js');
      return (this.loaded = new Reporter(this.#options));
    } catch (thrown) {
      this.#loading = undefined;
      throw thrown;
    }
  }
}
