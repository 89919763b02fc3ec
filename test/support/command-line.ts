import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';

/** The command line as it was built. */
export const cli = fileURLToPath(new URL('../../dist/cli/telemetry.cjs', import.meta.url));

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

/** A command line whose guards lie in a folder of this suite's own. */
export function useCommandLine(): {
  readonly folder: () => string;
  /** Types a command, as a script does: nobody reads along. */
  readonly telemetry: (args: readonly string[], env?: Record<string, string>) => Promise<Ran>;
} {
  let folder = '';
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'telemetry-cli-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const telemetry = (args: readonly string[], own: Record<string, string> = {}): Promise<Ran> => {
    const { PATH = '', HOME = '' } = process.env;
    const env = { PATH, HOME, TELEMETRY_GUARDS: join(folder, 'guards'), ...own };
    const startedAt = performance.now();
    return new Promise((resolve) => {
      execFile(process.execPath, [cli, ...args], { env, timeout: 30_000 }, (error, stdout, stderr) => {
        const code = error === null ? 0 : Number(error.code);
        resolve({ code, stdout, stderr, tookMs: performance.now() - startedAt });
      });
    });
  };
  return { folder: () => folder, telemetry };
}
