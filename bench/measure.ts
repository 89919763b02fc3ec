/** Which build: the one of this checkout, its copy, which is the control, or the one that `--compare` names. */
type BuildName = 'this' | 'copy' | 'other';

/** What a run has ready for its measures. */
export interface Setting {
  /** The checkouts, each with its `dist`. */
  readonly builds: Readonly<Partial<Record<BuildName, string>>>;
  /** URL of the fast server. */
  readonly fast: string;
  /** URL of a real PocketBase, or why there is none. */
  readonly pocketBase: { readonly url: string } | { readonly reason: string };
  /** URL of a PocketBase with 100,000 records, or why there is none. */
  readonly fullPocketBase: { readonly url: string } | { readonly reason: string };
  /** A folder that is removed after the run. */
  readonly folder: string;
}

/** One of those that are measured beside each other. */
export interface Contestant {
  readonly name: string;
  readonly build?: BuildName;
  /** Which file of `peers` it is. */
  readonly peer?: string;
  /** What sets it apart within its measure. */
  readonly variant?: string;
}

interface Quantity {
  readonly what: string;
  readonly unit: string;
}

/** One sample of every quantity, by its key. */
export type Sample = Readonly<Record<string, number>>;

/** What is measured of each contestant, in processes of its own. */
export interface Measure {
  readonly what: string;
  readonly quantities: Readonly<Record<string, Quantity>>;
  readonly contestants: readonly Contestant[];
  /** The name of the contestant the others are put beside in the table. */
  readonly reference: string;
  /** How often each contestant gets a new process. */
  readonly processes: number;
  /** How many samples each process gives, in turn with those of the others. */
  readonly rounds: number;
  readonly nodeOptions?: readonly string[];
  /**
   * Loads and warms up what does not count. @returns what takes one sample.
   *
   * @throws where the contestant cannot run; the table says why.
   */
  prepare(contestant: Contestant, setting: Setting): Promise<() => Sample | Promise<Sample>>;
}

/** The samples of each quantity, by round. */
export type Series = Record<string, number[]>;

/** What a measure gave. */
export interface Result {
  readonly series: Readonly<Record<string, Series>>;
  /** Why a contestant could not run, by its name. */
  readonly absent: Readonly<Record<string, string>>;
}

/** One line of the goals: what a quantity of one contestant has to hold, beside another's or alone. */
export interface Goal {
  readonly what: string;
  readonly measure: string;
  readonly quantity: string;
  readonly of: string;
  /** Left out where the limit is in the quantity's own unit. */
  readonly beside?: string;
  readonly most?: number;
  readonly least?: number;
}
