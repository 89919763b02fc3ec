import { randomUUID } from 'node:crypto';
import { unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivateFolder } from '../../host/guards/private-folder.js';
import type { Finding } from './finding.js';

/** Checks that the folder which this user's processes share can be used. Creates it if missing, as a report does. */
export async function checkGuards(readFolder: () => string): Promise<Finding> {
  const check = 'guards';
  let folder = 'their folder';
  try {
    folder = readFolder();
    await makePrivateFolder(folder);
    // A full or read-only file system shows only when a file is written.
    const probe = join(folder, `.doctor-${randomUUID()}`);
    await writeFile(probe, '', { flag: 'wx', mode: 0o600 });
    await unlink(probe);
    return { check, verdict: 'ok', says: `${folder} is private` };
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    const says = typeof code === 'string' ? `${folder} cannot be written to (${code})` : message;
    return {
      check,
      verdict: 'problem',
      says: `${says}: two processes may report the same end`,
      advice: 'Give the folder to this user, with mode 0700, or set TELEMETRY_GUARDS to another one.',
    };
  }
}
