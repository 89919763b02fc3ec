import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it, where they are missing. Not by `recursive`, since Node 20 then tries
 * for ever, with a whole core, where a file system says ENOENT though everything above is there, as /proc does.
 *
 * @param mode - Permissions of what is made.
 */
export async function makeFolder(folder: string, mode: number): Promise<void> {
  const make = (): Promise<void> => mkdir(folder, { mode });
  try {
    await make();
  } catch (error) {
    const { code } = error as { code?: unknown };
    // Whether it is a folder is looked at afterwards.
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder), mode);
    await make().catch((again: unknown) => {
      if ((again as { code?: unknown }).code !== 'EEXIST') throw again;
    });
  }
}
