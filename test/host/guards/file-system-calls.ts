import type * as promises from 'node:fs/promises';

/** What was asked of the file system since it was last set to zero, and how many names it read out. */
export const fileSystem = { calls: 0, namesRead: 0 };

/** The real file system, which counts. For `vi.mock`. */
export async function counting(original: () => Promise<typeof promises>): Promise<typeof promises> {
  const real = await original();
  const counted = Object.entries(real).map(([name, value]: [string, unknown]) => {
    if (typeof value !== 'function') return [name, value] as const;
    const call = async (...args: unknown[]): Promise<unknown> => {
      fileSystem.calls += 1;
      const answer: unknown = await (value as (...args: unknown[]) => Promise<unknown>)(...args);
      if (name === 'readdir') fileSystem.namesRead += (answer as unknown[]).length;
      return answer;
    };
    return [name, call] as const;
  });
  return Object.fromEntries(counted) as unknown as typeof promises;
}
