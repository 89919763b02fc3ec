import { spawn } from 'node:child_process';
import { once } from 'node:events';

const SCRIPT = `
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute('BEGIN IMMEDIATE')
print('locked', flush=True)
sys.stdin.read()
`;

/**
 * Holds the database's write lock, as a backup or a long transaction does.
 *
 * @returns what lets go of it.
 */
export async function lockDatabase({ database }: { database: string }): Promise<() => Promise<void>> {
  const holder = spawn('python3', ['-c', SCRIPT, database], { stdio: ['pipe', 'pipe', 'inherit'] });
  const isOver = once(holder, 'exit');
  await once(holder.stdout, 'data');
  return async () => {
    holder.stdin.end();
    await isOver;
  };
}
