import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { Program } from './code-blocks.js';
import { root } from './guides.mjs';
import { holdToShownValues } from './shown-values.js';

/** Where the programs lie: inside the package, so that its public names lead to the build. */
const folder = `${root}test/docs/.cache/programs/`;

const guard = fileURLToPath(new URL('guard.mjs', import.meta.url));

/** The installers that guides name, by their file name; each ends well. */
const INSTALLERS = ['install.sh', 'plex.sh'];

/** Writes each program as its reader would; returns the files. */
export function writePrograms(programs: readonly Program[]): string[] {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return programs.map(({ id, language, code }) => {
    const file = `${folder}${id}.${language === 'ts' ? 'mts' : 'mjs'}`;
    writeFileSync(file, `${code}\nexport {};\n`);
    return file;
  });
}

/** What a program did. */
export interface ProgramRun {
  readonly where: string;
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
  /** What it tried and may not: to reach a public server, to write to the machine. */
  readonly refused: string;
}

/** Runs programs, a few at a time, each in a process of its own. */
export async function runPrograms(
  programs: readonly Program[],
  servers: { readonly PB_URL: string; readonly INGEST_URL: string },
): Promise<ProgramRun[]> {
  const home = mkdtempSync(join(tmpdir(), 'telemetry-guides-'));
  for (const name of INSTALLERS) writeFileSync(join(home, name), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  const waiting = [...programs.entries()];
  const runs: ProgramRun[] = [];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      runs[next[0]] = await runProgram(next[1], home, servers);
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, worker));
  rmSync(home, { recursive: true, force: true });
  return runs;
}

async function runProgram({ where, id, code }: Program, home: string, servers: object): Promise<ProgramRun> {
  const isTest = /from 'vitest'/.test(code);
  const file = `${folder}${id}.run${isTest ? '.test' : ''}.mjs`;
  const log = join(home, `${id}.refused`);
  const { outputText } = ts.transpileModule(holdToShownValues(code), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  writeFileSync(file, outputText);
  const args = isTest ? [`${root}node_modules/vitest/vitest.mjs`, 'run', '--root', `${root}test/docs`, file] : [file];
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    NSAPP: 'plex',
    TELEMETRY_GUARDS: join(home, 'guards'),
    NODE_OPTIONS: `--import=${guard}`,
    GUARD_LOG: log,
    ...servers,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: home, env, timeout: 60_000 }, (error, stdout, stderr) => {
      const refused = existsSync(log) ? readFileSync(log, 'utf8') : '';
      resolve({ where, code: error === null ? 0 : (error.code ?? error.signal ?? -1), stdout, stderr, refused });
    });
  });
}
