import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { root } from './guides.mjs';

/** A fenced block of a guide or of a docstring's example. */
export interface CodeBlock {
  /** Where its first line stands: `docs/start.md:12`. */
  readonly where: string;
  readonly file: string;
  /** The first word behind the fence: `ts`, `sh`. */
  readonly language: string;
  /** The other words behind the fence: `no-run`, `continued`, `output`. */
  readonly marks: readonly string[];
  readonly code: string;
}

/** Every fenced block of a Markdown text, in its order. `firstLine` is where the text begins in its file. */
export function blocksOf(file: string, markdown: string, firstLine = 1): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: { fence: string; indent: string; line: number; info: string; code: string[] } | undefined;
  markdown.split(/\r?\n/).forEach((line, index) => {
    const [, indent = '', fence, info = ''] = /^(\s*)(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (open === undefined) {
      if (fence !== undefined) open = { fence, indent, line: firstLine + index + 1, info, code: [] };
    } else if (fence?.startsWith(open.fence) === true && info.trim() === '') {
      const [language = '', ...marks] = open.info.trim().split(/\s+/);
      blocks.push({ where: `${file}:${open.line}`, file, language, marks, code: `${open.code.join('\n')}\n` });
      open = undefined;
    } else {
      open.code.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
    }
  });
  if (open !== undefined) throw new Error(`${file}:${open.line} opens a code block that nothing closes`);
  return blocks;
}

/** The Markdown that readers get: README, guides, and what the examples' folders say of themselves. */
export function readMarkdownFiles(): string[] {
  const inFolder = (folder: string): string[] =>
    readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
      .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
      .filter((file) => file.endsWith('.md'))
      .sort();
  return ['README.md', 'CONTRIBUTING.md', ...inFolder('docs'), ...inFolder('examples')];
}

export function markdownBlocks(): CodeBlock[] {
  return readMarkdownFiles().flatMap((file) => blocksOf(file, readFileSync(`${root}${file}`, 'utf8')));
}

/** The blocks of every docstring in `src/`. */
export function docstringBlocks(): CodeBlock[] {
  return readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .flatMap((name) => {
      const file = `src/${name.replaceAll('\\', '/')}`;
      const text = readFileSync(`${root}${file}`, 'utf8');
      return docstringsOf(file, text).flatMap(({ line, markdown }) => blocksOf(file, markdown, line));
    });
}

/** Each docstring without its stars, and the line it begins on. */
function docstringsOf(file: string, text: string): { line: number; markdown: string }[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022);
  const found: { line: number; markdown: string }[] = [];
  const starts = new Set<number>();
  const visit = (node: ts.Node): void => {
    for (const { pos, end } of ts.getLeadingCommentRanges(text, node.pos) ?? []) {
      if (starts.has(pos) || !text.startsWith('/**', pos)) continue;
      starts.add(pos);
      const markdown = text.slice(pos + 3, end - 2).replaceAll(/^[ \t]*\* ?/gm, '');
      found.push({ line: source.getLineAndCharacterOfPosition(pos).line + 1, markdown });
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(source, visit);
  return found.sort((one, other) => one.line - other.line);
}

/** A program of one block: with the code before it where it is `continued`. */
export interface Program extends CodeBlock {
  /** A name for its file. */
  readonly id: string;
  readonly runs: boolean;
  /** What it has to print, where an `output` block follows it. */
  readonly output: string | undefined;
}

/** The blocks of TypeScript and JavaScript, as programs of their own. */
export function programsOf(blocks: readonly CodeBlock[]): Program[] {
  const programs: Program[] = [];
  blocks.forEach((block, index) => {
    if (!['ts', 'js'].includes(block.language)) return;
    const before = programs.at(-1);
    if (block.marks.includes('continued') && before?.file !== block.file) {
      throw new Error(`${block.where} is marked as continued, and no block comes before it`);
    }
    const code = block.marks.includes('continued') ? `${before?.code ?? ''}\n${block.code}` : block.code;
    const next = blocks[index + 1];
    const hasOutput = next?.file === block.file && next.marks.includes('output');
    programs.push({
      ...block,
      code,
      id: block.where.replaceAll(/[^\w]+/g, '-'),
      runs: !block.marks.includes('no-run'),
      output: hasOutput ? next.code : undefined,
    });
  });
  return programs;
}
