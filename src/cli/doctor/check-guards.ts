import { randomUUID } from 'node:crypto';
import { unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivateFolder } from '../../host/guards/private-folder.js';
import type { Finding } from './finding.js';

/** Whether the folder that this user's processes share can be used. Makes it where it is missing, as a report does. */
export async function checkGuards(readFolder: () => string): Promise<Finding> {
  const check = 'guards';
  let folder = 'their folder';
  try {
    folder = readFolder();
    await makePrivateFolder(folder);
    // Permissions alone do not tell of file systems that are full or read-only.
    const probe = join(folder, `.doctor-${randomUUID()}`);
    await writeFile(probe, '', { flag: 'wx', mode: 0o600 });
    await unlink(probe);
    return { check, verdict: 'ok', says: `${folder} is this user's alone` };
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    const says = typeof code === 'string' ? `${folder} cannot be written to (${code})` : message;
    return {
      check,
      verdict: 'problem',
      says: `${says}: two processes may report one end`,
      advice: 'Make it a folder of this user, with mode 0700, or name another one with TELEMETRY_GUARDS.',
    };
  }
}
