import { fileURLToPath } from 'node:url';
import { installPrivatePackage } from './private-package.mjs';

/** Installs the libraries of test/frameworks, if they are not: once, before test files that need them run at once. */
export default function setup(): void {
  installPrivatePackage(fileURLToPath(new URL('../frameworks/', import.meta.url)));
}
