/** A test case: one behaviour. For any test runner: `test(name, run)`. */
export interface ContractCase {
  /** The behaviour, as a sentence. */
  readonly name: string;
  /** Resolves if the behaviour is there; rejects with an error that says what was seen instead. */
  readonly run: () => Promise<void>;
}

/** Fails the case unless both values are equal as JSON. */
export function expectEqual(what: string, actual: unknown, expected: unknown): void {
  const seen = JSON.stringify(actual);
  const wanted = JSON.stringify(expected);
  if (seen !== wanted) throw new Error(`${what}: expected ${wanted}, got ${seen}`);
}

/** Fails the case unless the claim is true. */
export function expectThat(claim: string, holds: boolean): void {
  if (!holds) throw new Error(`Expected that ${claim}`);
}

/** Returns the promise's rejection; fails the case if it resolves. */
export async function rejectionOf(what: string, promise: Promise<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome) return outcome.error;
  throw new Error(`${what}: expected a rejection, got ${JSON.stringify(outcome.value)}`);
}
