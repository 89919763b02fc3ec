import type { TestProject } from 'vitest/node';
import { findPocketBase } from '../pocketbase/binary.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the binary; empty where this platform has none. */
    pocketbase: string;
  }
}

/** Finds the PocketBase of the tests once, before they run. Without one it says so; in CI that is a failure. */
export default function setup(project: TestProject): void {
  const found = findPocketBase();
  if (found.path === undefined) {
    if (process.env['CI'] !== undefined) throw new Error(found.reason);
    project.vitest.logger.warn(`NO POCKETBASE: ${found.reason}. What only a real server shows is LEFT OUT.`);
  }
  project.provide('pocketbase', found.path ?? '');
}
