import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Creates a folder and its missing parents. Does not use `recursive`: Node 20 then loops for ever, with a whole
 * core, where a file system answers ENOENT although every parent exists, as /proc does.
 *
 * @param mode - Permissions of every folder that is created.
 */
export async function makeFolder(folder: string, mode: number): Promise<void> {
  const make = (): Promise<void> => mkdir(folder, { mode });
  try {
    await make();
  } catch (error) {
    const { code } = error as { code?: unknown };
    // The caller finds out whether it is a folder.
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder), mode);
    await make().catch((again: unknown) => {
      if ((again as { code?: unknown }).code !== 'EEXIST') throw again;
    });
  }
}
