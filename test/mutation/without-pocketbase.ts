import type { TestProject } from 'vitest/node';

/** What only a real PocketBase shows is left out: a mutant would wait for it. */
export default function setup(project: TestProject): void {
  project.provide('pocketbase', '');
}
