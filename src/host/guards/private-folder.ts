import { lstat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../make-folder.js';

/**
 * Returns the default folder of this user's guards. It is in the home folder of the user database and ignores `HOME`,
 * `TMPDIR` and `XDG_*`, so that a shell, a service and a cron job of one user share it.
 *
 * @throws if the system does not know the user.
 */
export function defaultGuardFolder(): string {
  return join(userInfo().homedir, '.local', 'state', 'community-scripts', 'telemetry-guards');
}

/**
 * Creates the folder if it is missing, for this user alone.
 *
 * @throws if it is not a folder, is a link, belongs to another user or is writable by others, who could forge guards.
 */
export async function makePrivateFolder(folder: string): Promise<void> {
  await makeFolder(folder, 0o700);
  const found = await lstat(folder);
  if (!found.isDirectory()) throw new Error(`${folder} is not a folder`);
  // Only POSIX systems have an owner to compare.
  const uid = process.getuid?.();
  if (uid === undefined) return;
  if (found.uid !== uid) throw new Error(`${folder} belongs to another user`);
  if ((found.mode & 0o022) !== 0) throw new Error(`${folder} is writable by other users`);
}
