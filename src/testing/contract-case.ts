/** One behaviour that every part of its kind has. Framework-neutral: `test(name, run)`. */
export interface ContractCase {
  /** A behaviour sentence. */
  readonly name: string;
  /** Resolves where the behaviour is there, rejects with an error that says what was seen instead. */
  readonly run: () => Promise<void>;
}

/** Fails the case unless the two are equal as JSON. */
export function expectEqual(what: string, actual: unknown, expected: unknown): void {
  const seen = JSON.stringify(actual);
  const wanted = JSON.stringify(expected);
  if (seen !== wanted) throw new Error(`${what}: expected ${wanted}, got ${seen}`);
}

/** Fails the case unless the claim holds. */
export function expectThat(claim: string, holds: boolean): void {
  if (!holds) throw new Error(`Expected that ${claim}`);
}

/** What the promise rejected with; fails the case where it did not. */
export async function rejectionOf(what: string, promise: Promise<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome) return outcome.error;
  throw new Error(`${what}: expected a rejection, got ${JSON.stringify(outcome.value)}`);
}
