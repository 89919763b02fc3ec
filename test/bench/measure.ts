/** What a measure's process knows of its build: the directory, and the entries, which are loaded when called for. */
export interface BuiltPackage {
  readonly directory: string;
  main(): Promise<typeof import('@community-scripts/telemetry')>;
  failure(): Promise<typeof import('@community-scripts/telemetry/failure')>;
  testing(): Promise<typeof import('@community-scripts/telemetry/testing')>;
}

/** What a quantity has to hold: a ratio to the other build, or a limit of its own. */
export type Goal =
  | {
      /** This build's share of the other's, at most. */
      readonly ratio: number;
      /** Adds the noise: what the median of a build beside its own copy may be, as this run shows it. */
      readonly plusNoise?: true;
    }
  | {
      /** What this build stays below, in the quantity's unit. */
      readonly limit: number;
    };

export interface Quantity {
  readonly what: string;
  readonly unit: string;
  readonly goal?: Goal;
}

/** One sample of every quantity, by its key. */
export type Sample = Readonly<Record<string, number>>;

/** What is measured of each build in processes of its own. */
export interface Measure {
  readonly what: string;
  readonly quantities: Readonly<Record<string, Quantity>>;
  /** How often each build gets a new process. */
  readonly processes: number;
  /** How many samples each process gives, in turn with those of the other builds. */
  readonly rounds: number;
  readonly nodeOptions?: readonly string[];
  /** Loads and warms up what does not count. @returns what takes one sample. */
  prepare(built: BuiltPackage): Promise<() => Promise<Sample>>;
}
