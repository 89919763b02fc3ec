import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { LAYERS } from './layers.js';

const src = fileURLToPath(new URL('../../src/', import.meta.url));

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'));

/** What a file names in its imports, types and dynamic imports included. */
function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(`${src}${file}`, 'utf8'), true, true);
  return importedFiles.map(({ fileName }) =>
    fileName.startsWith('.') ? posix.join(posix.dirname(file), fileName).replace(/\.js$/, '.ts') : fileName,
  );
}

const edges = files.flatMap((file) => importsOf(file).map((imported) => ({ file, imported })));
const own = edges.filter(({ imported }) => imported.endsWith('.ts'));
const foreign = edges.filter(({ imported }) => !imported.endsWith('.ts'));

/** The layer's part a file belongs to: its folder, or its name at the top. */
function partOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : file.replace(/\.ts$/, '');
}

function layerOf(file: string): number {
  return LAYERS.findIndex((parts) => parts.includes(partOf(file)));
}

/** What a file imports of ours. */
function importedBy(start: string): string[] {
  return own.filter(({ file }) => file === start).map(({ imported }) => imported);
}

/** Everything a file reaches, itself included. */
function reachedFrom(start: string, reached = new Set<string>()): Set<string> {
  if (reached.has(start)) return reached;
  reached.add(start);
  for (const imported of importedBy(start)) reachedFrom(imported, reached);
  return reached;
}

/** The way by which a file imports itself, through whichever others; `undefined` where there is none. */
function circleFrom(start: string): string | undefined {
  const from = importedBy(start).find((imported) => reachedFrom(imported).has(start));
  return from === undefined ? undefined : `${start} imports ${from}, which reaches ${start}`;
}

describe('the module graph', () => {
  it('has a layer for every file', () => {
    expect(files.filter((file) => layerOf(file) === -1)).toEqual([]);
    expect(own.length).toBeGreaterThan(100);
  });

  it('points at foundations only', () => {
    expect(own.filter(({ file, imported }) => layerOf(imported) > layerOf(file))).toEqual([]);
  });

  it('has no circle, of types either', () => {
    expect(files.flatMap((file) => circleFrom(file) ?? [])).toEqual([]);
  });

  it('imports ofetch, a parser and the client of ClickHouse in one file each, valibot in records, and node on the host and in the command line', () => {
    const mayImport = ({ file, imported }: { file: string; imported: string }): boolean =>
      (imported === 'ofetch' && file === 'transport/ofetch-transport.ts') ||
      (imported === 'eventsource-parser' && file === 'sources/pocketbase/realtime/read-events.ts') ||
      (imported === '@clickhouse/client-web' && file === 'stores/clickhouse/load-client.ts') ||
      (imported === 'valibot' && partOf(file) === 'records') ||
      (imported.startsWith('node:') && ['host', 'cli'].includes(partOf(file)));
    expect(foreign).toContainEqual({ file: 'transport/ofetch-transport.ts', imported: 'ofetch' });
    expect(foreign).toContainEqual({ file: 'records/schemas.ts', imported: 'valibot' });
    expect(foreign.filter((each) => !mayImport(each))).toEqual([]);
  });

  it('has nothing of testing, the host or the ingest service in what the main entry reaches', () => {
    const reached = [...reachedFrom('index.ts')];
    expect(reached).toContain('delivery/reporter.ts');
    expect(reached.filter((file) => file.startsWith('backends/ingest/'))).toEqual([]);
    const elsewhere = ['failure', 'host', 'cli', 'testing'];
    expect(reached.filter((file) => elsewhere.includes(partOf(file)) || file === 'backends/memory.ts')).toEqual([]);
  });

  it('has nothing of PocketBase in what the ingest service’s entry reaches', () => {
    const reached = [...reachedFrom('backends/ingest/index.ts')];
    expect(reached).toContain('transport/http-sender.ts');
    expect(reached.filter((file) => file.startsWith('backends/pocketbase/'))).toEqual([]);
  });

  it('keeps exit codes free of everything else', () => {
    expect([...reachedFrom('exit-codes/index.ts')].filter((file) => partOf(file) !== 'exit-codes')).toEqual([]);
  });
});
