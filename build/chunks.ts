import { basename, resolve } from 'node:path';
import { build as bundle, type ImportKind, type Metafile, type Plugin } from 'esbuild';

/** Files of `dist` that several entries share, and the modules they begin with. */
export type Chunks = Readonly<Record<string, readonly string[]>>;

/** Prefix of the entries that stand for chunks. */
const CHUNK = 'chunk:';

/**
 * Puts modules into few files, where esbuild would make one for each set of entries that share modules: a process that
 * reports once spends more time on finding and opening files than on what they hold.
 *
 * A module belongs to the first chunk from whose roots static imports lead to it. An entry belongs to none.
 */
export function sharedChunks(chunks: Chunks): Plugin {
  return {
    name: 'shared-chunks',
    async setup(build) {
      const { initialOptions } = build;
      const entries = Object.values(initialOptions.entryPoints as Record<string, string>);
      const imports = await importsBelow(entries);
      const owners = ownersOf(chunks, imports, entries);
      const shared = importedAcross(owners, imports);
      const extension = initialOptions.outExtension?.['.js'] ?? '.js';
      initialOptions.entryPoints = {
        ...(initialOptions.entryPoints as Record<string, string>),
        ...Object.fromEntries(Object.keys(chunks).map((name) => [name, `${CHUNK}${name}`])),
      };

      build.onResolve({ filter: /^chunk:/ }, ({ path }) => ({ path, namespace: 'chunk' }));
      build.onLoad({ filter: /.*/, namespace: 'chunk' }, ({ path }) => {
        const modules = [...owners].filter(([module, owner]) => `${CHUNK}${owner}` === path && shared.has(module));
        const contents = modules.map(([module]) => `export * from './${module}';`).join('\n');
        return { contents, resolveDir: resolve('.') };
      });
      build.onResolve(
        { filter: /^\./, namespace: 'file' },
        async ({ path, importer, resolveDir, kind, pluginData }) => {
          if (pluginData === FOUND || kind === 'entry-point') return undefined;
          const found = await build.resolve(path, { resolveDir, kind, importer, pluginData: FOUND });
          const owner = owners.get(nameOf(found.path));
          if (owner === undefined || owner === owners.get(nameOf(importer))) return undefined;
          return { path: `./${owner}${extension}`, external: true };
        },
      );
      // esbuild drops a name that two modules of a chunk export, and does not look into a file that it does not bundle.
      build.onEnd(({ outputFiles = [] }) => {
        const exported = new Map(outputFiles.map(({ path, text }) => [basename(path), exportsOf(text)]));
        const missing = outputFiles.flatMap(({ text }) =>
          importsOf(text).filter(({ from, name }) => exported.get(from)?.includes(name) === false),
        );
        return { errors: missing.map(({ from, name }) => ({ text: `${from} exports no ${name}, or two of them` })) };
      });
    },
  };
}

/** Marks a module that esbuild looks for on the plugin's behalf. */
const FOUND = Symbol('found');

type Imports = ReadonlyMap<string, readonly { readonly path: string; readonly kind: ImportKind }[]>;

/** What each module imports, types left out. */
async function importsBelow(entries: readonly string[]): Promise<Imports> {
  const { metafile }: { metafile: Metafile } = await bundle({
    entryPoints: [...entries],
    external: ['node:*'],
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    outdir: 'dist',
    splitting: true,
    metafile: true,
    write: false,
  });
  return new Map(Object.entries(metafile.inputs).map(([module, { imports }]) => [module, imports]));
}

/** Module → chunk. */
function ownersOf(chunks: Chunks, imports: Imports, entries: readonly string[]): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  const own = (module: string, chunk: string): void => {
    if (owners.has(module)) return;
    if (!entries.includes(module)) owners.set(module, chunk);
    for (const { path, kind } of imports.get(module) ?? []) {
      if (kind === 'import-statement' && imports.has(path)) own(path, chunk);
    }
  };
  for (const [chunk, roots] of Object.entries(chunks)) for (const root of roots) own(root, chunk);
  return owners;
}

function exportsOf(text: string): string[] {
  const [, names = ''] = /^export \{([^}]*)\};$/m.exec(text) ?? [];
  return names.split(',').map((name) => name.trim().replace(/.* as /s, ''));
}

/** What a file imports of the files beside it. */
function importsOf(text: string): { from: string; name: string }[] {
  return [...text.matchAll(/^import \{([^}]*)\} from "\.\/([^"]*)";$/gm)].flatMap(([, names = '', from = '']) =>
    names.split(',').map((name) => ({ from, name: name.trim().replace(/ as .*/s, '') })),
  );
}

/** The modules that another chunk or an entry imports. */
function importedAcross(owners: ReadonlyMap<string, string>, imports: Imports): ReadonlySet<string> {
  return new Set(
    [...imports].flatMap(([importer, imported]) =>
      imported.map(({ path }) => path).filter((path) => owners.has(path) && owners.get(path) !== owners.get(importer)),
    ),
  );
}

/** A module as esbuild names it: its path from here. */
function nameOf(path: string): string {
  return path.slice(resolve('.').length + 1).replaceAll('\\', '/');
}
