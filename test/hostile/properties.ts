import fc from 'fast-check';

/** Where the random numbers begin. A failure prints its own; `FC_SEED=… npx vitest run test/hostile` plays it again. */
export const SEED = Number(process.env['FC_SEED'] ?? 20_261_121);

/** Checks a property for many given things, and shrinks what breaks it. */
export async function holds<T>(
  given: fc.Arbitrary<T>,
  numRuns: number,
  property: (given: T) => void | Promise<void>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(given, async (value) => property(value)),
    { seed: SEED, numRuns },
  );
}
