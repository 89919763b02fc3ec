import nodeModule from 'node:module';

/** Modules of Node that take a millisecond or more to load, and that few reports need. */
interface Builtins {
  readonly 'node:child_process': typeof import('node:child_process');
  readonly 'node:crypto': typeof import('node:crypto');
  readonly 'node:fs': typeof import('node:fs');
  readonly 'node:fs/promises': typeof import('node:fs/promises');
  readonly 'node:http': typeof import('node:http');
  readonly 'node:https': typeof import('node:https');
  readonly 'node:net': typeof import('node:net');
}

let load: NodeJS.Require | undefined;

/** Loads a module of Node where it is used, and without waiting: `import` would load it with this package. */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] {
  // Any absolute path will do: a module of Node is the same from everywhere. Through the default export, because webpack
  // replaces a createRequire that is imported by name and whose path it cannot read.
  load ??= nodeModule.createRequire(process.execPath);
  return load(name) as Builtins[Name];
}
