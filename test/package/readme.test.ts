import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { PASSTHROUGH, WORDS, type Words } from '../../src/backends/ingest/words.js';
import {
  COLLECTION_FIELDS,
  type FieldKind,
  type FieldRow,
  FIELDS,
  RECORD_TYPES,
  SERVICE_FIELDS,
} from '../../src/records/fields.js';
import { contractCatalogue, explainExitCode, todayCatalogue } from '../../src/exit-codes/index.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string): string => readFileSync(`${root}${file}`, 'utf8');
const readme = read('README.md');
/** Each guide's text by its name. */
const guides = Object.fromEntries(
  readdirSync(`${root}docs`)
    .filter((file) => file.endsWith('.md'))
    .map((file) => [file, read(`docs/${file}`)]),
);
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** The first cell of every row of the guides' tables, without its ticks. */
const firstCells = new Set(
  [
    ...Object.values(guides)
      .join('\n')
      .matchAll(/^\| `([^`]+)`/gm),
  ].map(([, cell]) => cell),
);

/** Each word once, in ticks. */
function ticked(words: readonly string[]): string {
  return [...new Set(words)].map((word) => `\`${word}\``).join(' ');
}

/** A table as Prettier writes it; the first row is its head. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('');
}

/** Names of an interface's members, or the texts of a union, as the source has them. */
function namesIn(file: string, declaration: string): string[] {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.ES2022, true);
  const names: string[] = [];
  const collect = (node: ts.Node): void => {
    if (ts.isPropertySignature(node)) names.push(node.name.getText());
    else if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) names.push(node.literal.text);
    else ts.forEachChild(node, collect);
  };
  for (const statement of source.statements) {
    const isIt =
      (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) &&
      statement.name.text === declaration;
    if (isIt) ts.forEachChild(statement, collect);
  }
  return names;
}

describe('the README', () => {
  it.each(['npm run demo', 'npm test'])('begins with the command "%s"', (command) => {
    expect(readme.split('\n').slice(0, 12).join('\n')).toContain(`\n${command} `);
    expect(scripts[command.replace(/^npm (run )?/, '')]).toContain('test/setup/install.mjs');
  });

  // Written from the data by `npx vitest run test/package/readme.test.ts -u`.
  it('lists the codes of the default catalogue, letter for letter, and counts those of both', async () => {
    const codes = Object.keys(contractCatalogue);
    const rows = codes.map((code) => [code, explainExitCode(code)]);
    const listed = (guides['exit-codes.md'] ?? '')
      .replace(/(?<=^\| `contractCatalogue` \| the )\d+(?= codes)/m, String(codes.length))
      .replace(/(?<=^\| `todayCatalogue` +\| the )\d+(?= codes)/m, String(Object.keys(todayCatalogue).length))
      .replace(/^\| code \| explanation +\|\n(?:\|.*\|\n)+/m, () => table([['code', 'explanation'], ...rows]));
    expect(listed).toContain(table([['code', 'explanation'], ...rows]));
    await expect(listed).toMatchFileSnapshot(`${root}docs/exit-codes.md`);
  });

  it.each([
    ['src/options.ts', 'TelemetryClientOptions', 11],
    ['src/transport/http-options.ts', 'HttpOptions', 3],
    ['src/backends/pocketbase/pocketbase-options.ts', 'PocketBaseOptions', 2],
    ['src/backends/ingest/ingest-options.ts', 'IngestOptions', 3],
    ['src/errors.ts', 'TelemetryErrorCode', 11],
    ['src/outcomes.ts', 'SkipReason', 4],
  ])('has a row for every name in %s, %s', (file, declaration, count) => {
    const names = namesIn(file, declaration);
    expect(names).toHaveLength(count);
    expect(names.filter((name) => !firstCells.has(name))).toEqual([]);
  });

  it('has the fields of a record as their table has them', () => {
    const kinds: Record<FieldKind, (limit: number) => string> = {
      id: () => '8 to 64 of `A-Z a-z 0-9 _ -`',
      type: () => ticked(RECORD_TYPES),
      status: () => ticked(['installing', ...namesIn('src/statuses.ts', 'FinalStatus')]),
      ct_type: () => '0, 1 or 2',
      disk_size: (limit) => `GB, up to ${limit.toLocaleString('en')}`,
      amount: (limit) => `number, up to ${limit.toLocaleString('en')}`,
      exit_code: (limit) => `number, up to ${limit}`,
      text: (limit) => `text, ${limit.toLocaleString('en')} bytes`,
      version: (limit) => `version, ${limit.toLocaleString('en')} bytes`,
      flag: () => 'true or false',
    };
    const holds = (name: string, [kind, limit]: FieldRow): string => {
      if (name === 'gpu_passthrough') {
        return `${ticked(Object.values(PASSTHROUGH[1]))}; with payload 2 ${ticked(Object.values(PASSTHROUGH[2]))}`;
      }
      const { words = [] } = (WORDS as Readonly<Record<string, Words | undefined>>)[name] ?? {};
      if (words.length === 0) return kinds[kind](limit);
      return words.length > 8 ? 'one of the words below' : ticked(words);
    };
    const knownTo = (name: string): string =>
      Object.hasOwn(COLLECTION_FIELDS, name) ? 'both' : Object.hasOwn(SERVICE_FIELDS, name) ? 'service' : 'payload 2';
    const section = guides['records.md'] ?? '';
    const rows = [...section.matchAll(/^\| `(\w+)` +\| (both|service|payload 2) +\| (.+?) +\|$/gm)].map(
      ([, ...cells]) => cells,
    );
    expect(rows).toEqual(Object.entries(FIELDS).map(([name, row]) => [name, knownTo(name), holds(name, row)]));
    expect(rows).toHaveLength(32);
    for (const field of ['os_type', 'error_category'] as const) {
      expect(section.replaceAll(/\s+/g, ' ')).toContain(`- \`${field}\`: ${ticked(WORDS[field].words)}`);
    }
  });
});
