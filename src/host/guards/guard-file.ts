import { createHash, randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isFinalStatus } from '../../statuses.js';
import type { InstallationEnd } from '../../update-guard.js';
import { type FoundState, parseState } from './guard-state.js';

/** Longest pinned end that is read back, in bytes. */
const LONGEST_END = 64 * 1024;

/**
 * The guard of one installation: a folder with one file in it, whose name is the guard's state and
 * whose content is the pinned end. The folder appears with its file, and the file is only ever
 * renamed, so that there is no half of either; of many who rename the same state one succeeds.
 */
export class GuardFile {
  readonly #folder: string;
  readonly #path: string;

  /** @param random_id - Anything: its digest is the name, so that no id leads elsewhere or differs by case only. */
  constructor(folder: string, random_id: string) {
    this.#folder = folder;
    this.#path = join(folder, createHash('sha256').update(random_id).digest('hex'));
  }

  /** The states found there: one, none where there is no guard; two for a moment, while it is renamed. */
  look(): Promise<FoundState[]> {
    return statesIn(this.#path);
  }

  /**
   * Makes the guard, pinned to this end.
   *
   * @returns `false` where somebody else was quicker, or cleared the folder away meanwhile.
   */
  async make(name: string, end: InstallationEnd): Promise<boolean> {
    const draft = join(this.#folder, draftName());
    const prepare = async (): Promise<void> => {
      await mkdir(draft, { mode: 0o700 });
      await writeFile(join(draft, name), JSON.stringify(end), { flag: 'wx', mode: 0o600 });
    };
    try {
      if (!(await unless(['ENOENT'], prepare()))) return false;
      // Takes the place of an empty folder, and of no other.
      return await unless(['ENOENT', 'EEXIST', 'ENOTEMPTY', 'EPERM'], rename(draft, this.#path));
    } finally {
      await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    }
  }

  /** @returns `false` where the guard is in that state no more. */
  change(from: string, to: string): Promise<boolean> {
    return unless(['ENOENT'], rename(join(this.#path, from), join(this.#path, to)));
  }

  /** The pinned end; `undefined` where the file holds none, or is gone. */
  async end(name: string): Promise<InstallationEnd | undefined> {
    const path = join(this.#path, name);
    try {
      const found = await lstat(path);
      // A pipe would never end, and a link leads elsewhere.
      if (!found.isFile() || found.size > LONGEST_END) return undefined;
      return toEnd(JSON.parse(await readFile(path, 'utf8')));
    } catch (error) {
      if (error instanceof SyntaxError || codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Removes a state in which nothing is pinned, so that the guard can be made again. */
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
  return `draft.${Date.now()}.${randomUUID()}`;
}

/** When a draft was begun, in milliseconds of the wall clock; `undefined` where the name is no draft's. */
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

/** Whether it was done; `false` where it ended with one of these codes. */
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
