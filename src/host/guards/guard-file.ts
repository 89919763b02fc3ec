import { lstat, mkdir, readdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isFinalStatus } from '../../statuses.js';
import type { InstallationEnd } from '../../update-guard.js';
import { builtin } from '../builtin.js';
import { type FoundState, parseState } from './guard-state.js';

/** The longest stored end that is read, in bytes. */
const LONGEST_END = 64 * 1024;

/**
 * The guard of one installation: a folder with a single file. The file's name is the guard's state, and its content is
 * the end. The folder is created together with its file, and the file is only renamed, so a reader never sees half a
 * guard. If several processes rename the same state, one succeeds.
 */
export class GuardFile {
  readonly #folder: string;
  readonly #path: string;

  /** @param random_id - Any text. The folder is named by its digest, so no id can be a path or differ by case only. */
  constructor(folder: string, random_id: string) {
    this.#folder = folder;
    this.#path = join(folder, builtin('node:crypto').createHash('sha256').update(random_id).digest('hex'));
  }

  /** The states found: one; none without a guard; for a moment two, during a rename. */
  look(): Promise<FoundState[]> {
    return statesIn(this.#path);
  }

  /**
   * Creates the guard with this end.
   *
   * @returns `false` if another process was faster, or has removed the folder.
   */
  async make(name: string, end: InstallationEnd): Promise<boolean> {
    const draft = join(this.#folder, draftName());
    const prepare = async (): Promise<void> => {
      await mkdir(draft, { mode: 0o700 });
      await writeFile(join(draft, name), JSON.stringify(end), { flag: 'wx', mode: 0o600 });
    };
    let isMade = false;
    try {
      if (!(await unless(['ENOENT'], prepare()))) return false;
      // Replaces an empty folder, and fails on any other.
      isMade = await unless(['ENOENT', 'EEXIST', 'ENOTEMPTY', 'EPERM'], rename(draft, this.#path));
      return isMade;
    } finally {
      if (!isMade) await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    }
  }

  /** @returns `false` if the guard is no longer in that state. */
  change(from: string, to: string): Promise<boolean> {
    return unless(['ENOENT'], rename(join(this.#path, from), join(this.#path, to)));
  }

  /** The stored end; `undefined` if the file has none or is missing. */
  async end(name: string): Promise<InstallationEnd | undefined> {
    const path = join(this.#path, name);
    try {
      const found = await lstat(path);
      // Reading a FIFO could block, and a link could lead to another file.
      if (!found.isFile() || found.size > LONGEST_END) return undefined;
      return toEnd(JSON.parse(await readFile(path, 'utf8')));
    } catch (error) {
      if (error instanceof SyntaxError || codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Removes a state without an end, so that the guard can be created again. */
  async discard(name: string): Promise<void> {
    await unless(['ENOENT'], unlink(join(this.#path, name)));
  }
}

/** The states in a guard's folder. */
export async function statesIn(path: string): Promise<FoundState[]> {
  let names: string[];
  try {
    names = await readdir(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
  return names.flatMap((name) => {
    const state = parseState(name);
    return state === undefined ? [] : [{ name, state }];
  });
}

const DRAFT = /^draft\.(\d{1,16})\.[0-9a-f-]{36}$/;

function draftName(): string {
  return `draft.${Date.now()}.${builtin('node:crypto').randomUUID()}`;
}

/** When a draft was created, in milliseconds of the wall clock; `undefined` if the name is not a draft's. */
export function draftSince(name: string): number | undefined {
  const draft = DRAFT.exec(name);
  return draft === null ? undefined : Number(draft[1]);
}

export function isGuardName(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}

function toEnd(content: unknown): InstallationEnd | undefined {
  const { status, exit_code, error } = Object(content) as Partial<Record<keyof InstallationEnd, unknown>>;
  const isEnd = isFinalStatus(status) && Number.isSafeInteger(exit_code) && (exit_code as number) >= 0;
  return isEnd && typeof error === 'string' ? { status, exit_code: exit_code as number, error } : undefined;
}

/** Resolves to `true`; to `false` if the operation failed with one of these codes. */
async function unless(codes: readonly string[], done: Promise<void>): Promise<boolean> {
  try {
    await done;
    return true;
  } catch (error) {
    if (codes.includes(codeOf(error) as string)) return false;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | undefined)?.code;
}
