import { lstat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../make-folder.js';

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
  await makeFolder(folder, 0o700);
  const found = await lstat(folder);
  if (!found.isDirectory()) throw new Error(`${folder} is no folder of its own`);
  // Elsewhere than on POSIX systems there is no owner to compare.
  const uid = process.getuid?.();
  if (uid === undefined) return;
  if (found.uid !== uid) throw new Error(`${folder} belongs to somebody else`);
  if ((found.mode & 0o022) !== 0) throw new Error(`Others may write to ${folder}`);
}
