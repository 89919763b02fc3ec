import { lstat, mkdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Where this user's guards are kept when nothing else is said: in the home folder that the user
 * database names, whatever `HOME`, `TMPDIR` and `XDG_*` say, since a shell, a service and a cron job
 * of one user have to meet there.
 *
 * @throws where the system knows no such user.
 */
export function defaultGuardFolder(): string {
  return join(userInfo().homedir, '.local', 'state', 'community-scripts', 'telemetry-guards');
}

/**
 * Makes the folder where it is missing, for this user alone.
 *
 * @throws where it is no folder, is a link, belongs to somebody else or lets others write: what
 * others put there would be believed.
 */
export async function makePrivateFolder(folder: string): Promise<void> {
  await makeFolder(folder);
  const found = await lstat(folder);
  if (!found.isDirectory()) throw new Error(`${folder} is no folder of its own`);
  // Elsewhere than on POSIX systems there is no owner to compare.
  const uid = process.getuid?.();
  if (uid === undefined) return;
  if (found.uid !== uid) throw new Error(`${folder} belongs to somebody else`);
  if ((found.mode & 0o022) !== 0) throw new Error(`Others may write to ${folder}`);
}

/**
 * Makes a folder and those above it, where they are missing. Not by `recursive`, since Node 20 then tries
 * for ever, with a whole core, where a file system says ENOENT though everything above is there, as /proc does.
 */
async function makeFolder(folder: string): Promise<void> {
  const make = (): Promise<void> => mkdir(folder, { mode: 0o700 });
  try {
    await make();
  } catch (error) {
    const { code } = error as { code?: unknown };
    // Whether it is a folder is looked at afterwards.
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(folder) === folder) throw error;
    await makeFolder(dirname(folder));
    await make().catch((again: unknown) => {
      if ((again as { code?: unknown }).code !== 'EEXIST') throw again;
    });
  }
}
