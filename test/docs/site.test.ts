import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ENTRIES } from '../../build/entries.mjs';
import { CONTENTS, listedIn, readGuide, readGuides, root } from './guides.mjs';
import { llmsFullText, llmsText } from './llms.mjs';
import { regionsOf } from './regions.mjs';
import { deadSiteLinks } from './site-links.mjs';
import { siteServer } from './site-server.mjs';

const read = (file: string): string => readFileSync(`${root}${file}`, 'utf8');
const guides = readGuides().flatMap((group) => group.guides);

describe('the guides', () => {
  it('are all listed, once, in docs/README.md', () => {
    const files = readdirSync(`${root}docs`).filter((file) => file.endsWith('.md') && `docs/${file}` !== CONTENTS);
    expect(guides.map(({ file }) => file).sort()).toEqual(files.map((file) => `docs/${file}`).sort());
    expect(files.length).toBeGreaterThan(2);
  });

  it('are all that docs/ holds, beside their pictures', () => {
    expect(readdirSync(`${root}docs`).filter((name) => !name.endsWith('.md') && name !== 'assets')).toEqual([]);
  });

  it.each(guides.map((guide) => [guide.file, guide] as const))(
    'begin with a heading and a sentence: %s',
    (_file, guide) => {
      expect(guide.text).toMatch(/^# .+\n\n/);
      // A comment in a shell block begins with # too.
      expect(guide.text.replaceAll(/^```[^]*?^```$/gm, '').match(/^# /gm)).toHaveLength(1);
      expect(guide.summary).toMatch(/[.?!:]$/);
    },
  );

  it('are read from a list in groups', () => {
    expect(
      listedIn('# Guides\n\nText.\n\n## A\n\n- [One](one.md)\n- [Two](two.md): why\n\n## B\n\n- [Three](b-3.md)\n'),
    ).toEqual([
      { title: 'A', files: ['docs/one.md', 'docs/two.md'] },
      { title: 'B', files: ['docs/b-3.md'] },
    ]);
  });

  it.each([
    ['# A\n\nOne sentence. Another.\n', 'One sentence.'],
    ['# A\n\n![a](b.svg)\n\n| a |\n| - |\n\nOf `x` and\n[y](z.md), v1.2 too.\n', 'Of x and y, v1.2 too.'],
  ])('say in one sentence what they are about: %j', (text, summary) => {
    expect(readGuide('docs/a.md', text)).toMatchObject({ title: 'A', summary });
  });
});

describe('llms.txt', () => {
  const groups = [{ title: 'Start', guides: [readGuide('docs/a.md', '# `A` to Z\n\nAll letters. And more.\n')] }];

  it('has a title, a summary, and a line for each guide', () => {
    const text = llmsText({ name: 'letters', summary: 'Letters.', base: 'https://example.org/', groups });
    expect(text).toBe(
      '# letters\n\n> Letters.\n\n## Start\n\n- [A to Z](https://example.org/docs/a.md): All letters.\n',
    );
  });

  it('has all of it in llms-full.txt', () => {
    expect(llmsFullText({ readme: '# R\n\nText.\n', groups })).toBe(
      '# R\n\nText.\n\n---\n\n# `A` to Z\n\nAll letters. And more.\n',
    );
  });
});

describe('the reference', () => {
  const { entryPoints } = JSON.parse(read('typedoc.json')) as { entryPoints: string[] };
  const { exports } = JSON.parse(read('package.json')) as { exports: Record<string, unknown> };

  it('has every entry of the package', () => {
    const entries = Object.entries(ENTRIES);
    expect([...entryPoints].sort()).toEqual(entries.map(([, file]) => file).sort());
    expect(entries).toHaveLength(Object.keys(exports).length - 1);
  });

  it.each(Object.entries(ENTRIES))(
    'names the entry %s by its import path, and has each export in a category',
    (name, file) => {
      const text = read(file);
      const path = `@community-scripts/telemetry${name === 'index' ? '' : `/${name.replace('sources-', 'sources/')}`}`;
      expect(/^ \* @module (.+)$/m.exec(text)?.[1]).toBe(path);
      const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022);
      const names = source.statements.flatMap((statement) =>
        ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)
          ? statement.exportClause.elements.map((element) => element.name.text)
          : [`not a named export: ${ts.SyntaxKind[statement.kind]}`],
      );
      expect([...regionsOf(file, text).keys()]).toEqual(names);
      expect(names.length).toBeGreaterThan(2);
    },
  );
});

/** A folder with these files, for one test. */
function aFolder(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'telemetry-site-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

describe('the built site', () => {
  it.each([
    ['<a href="b.html">', 'index.html: b.html does not exist'],
    ['<a href="#b">', 'index.html: #b has no such anchor'],
    ['<a href="guides/a.html#b">', 'index.html: guides/a.html#b has no such anchor'],
    ['<img src="media/a.svg">', 'index.html: media/a.svg does not exist'],
    ['<a href="guides/">', 'index.html: guides/ does not exist'],
  ])('fails where a link is dead: %s', (html, problem) => {
    expect(deadSiteLinks(aFolder({ 'index.html': html, 'guides/a.html': '' }))).toEqual([problem]);
  });

  it.each(['<a href="guides/a.html#a&amp;b">', '<a href="https://example.org">', '<a href="a.svg">', '<a href="#">'])(
    'passes where a link is alive: %s',
    (html) => {
      const files = { 'index.html': html, 'guides/a.html': '<h2 id="a&amp;b"><a href="../index.html">', 'a.svg': '' };
      expect(deadSiteLinks(aFolder(files))).toEqual([]);
    },
  );
});

describe('the site’s server', () => {
  /** The answer to a path as it is typed, which `fetch` would tidy. */
  async function answerTo(
    path: string,
    method = 'GET',
  ): Promise<{ status: number; type: string; allow: string | undefined; body: string }> {
    const folder = aFolder({
      'site/index.html': 'start',
      'site/a b.css': 'style',
      'secret.txt': 'secret',
      'site2/x': 'x',
    });
    const server = siteServer(join(folder, 'site'));
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new Promise((resolve, reject) => {
      request({ port, host: '127.0.0.1', path, method, agent: false }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => (body += text));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            allow: response.headers.allow,
            body,
          }),
        );
      })
        .on('error', reject)
        .end();
    });
  }

  it.each([
    ['/', 'start', 'text/html; charset=utf-8'],
    ['/index.html?q=1', 'start', 'text/html; charset=utf-8'],
    ['/a%20b.css', 'style', 'text/css; charset=utf-8'],
  ])('serves %s', async (path, body, type) => {
    expect(await answerTo(path)).toEqual({ status: 200, type, body });
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/../site2/x',
    '/%00',
    '/%',
    '/none',
    '//etc/passwd',
  ])('has no file at %s', async (path) => {
    expect(await answerTo(path)).toMatchObject({ status: 404, body: 'Not found\n' });
  });

  it('answers GET and HEAD, and says so to any other method', async () => {
    for (const path of ['/', '/none']) {
      expect(await answerTo(path, 'POST')).toMatchObject({
        status: 405,
        allow: 'GET, HEAD',
        body: 'Method not allowed\n',
      });
    }
    expect(await answerTo('/', 'HEAD')).toMatchObject({ status: 200, body: '' });
  });

  it.each([
    { what: 'the process that started it has ended', before: '' },
    { what: 'it gets a signal', before: 'exec ' },
  ])('ends where $what', async ({ before }) => {
    const folder = aFolder({ 'index.html': 'start' });
    const program = `import { serveFolder } from ${JSON.stringify(pathToFileURL(`${root}test/docs/serve-folder.mjs`).href)};
      serveFolder(${JSON.stringify(folder)}, 0);`;
    // As npm starts a script: by a shell, which waits for it.
    const args = ['-c', `${before}"$0" --input-type=module --eval "$1"; exit`, process.execPath, program];
    const shell = spawn('sh', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [printed] = (await once(shell.stdout, 'data')) as [Buffer];
    const url = String(printed).trim();
    expect(await (await fetch(url)).text()).toBe('start');
    shell.kill('SIGTERM');
    await expect
      .poll(
        () =>
          fetch(url).then(
            () => 'served',
            () => 'gone',
          ),
        { timeout: 10_000 },
      )
      .toBe('gone');
  });
});
