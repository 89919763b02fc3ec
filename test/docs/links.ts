import GithubSlugger from 'github-slugger';
import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { root } from './guides.mjs';

/** A link as it is written in a Markdown file. */
interface Link {
  readonly where: string;
  readonly target: string;
}

/** The relative links and anchors of a Markdown text: in its sentences, its references and its HTML; not in its code. */
export function linksIn(file: string, markdown: string): Link[] {
  return withoutCode(markdown)
    .split('\n')
    .flatMap((line, index) => {
      const found = [
        ...line.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g),
        ...line.matchAll(/^\s*\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)/g),
        ...line.matchAll(/\s(?:href|src|srcset)="([^"]+)"/g),
      ];
      return found.map(([, target = '']) => ({ where: `${file}:${index + 1}`, target }));
    })
    .filter(({ target }) => !/^[a-z][a-z+.-]*:/i.test(target));
}

/** The same lines, with nothing in their code. */
function withoutCode(markdown: string): string {
  return markdown
    .replaceAll(/^(\s*)(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\s*\2[`~]*\s*$/gm, (block) => block.replaceAll(/[^\n]/g, ''))
    .replaceAll(/(`+)[^`\n][\s\S]*?\1/g, (span) => (/\n\s*\n/.test(span) ? span : span.replaceAll(/[^\n]/g, '_')));
}

/** The anchors of a Markdown text, by GitHub's rule. */
export function anchorsIn(markdown: string): Set<string> {
  const slugger = new GithubSlugger();
  const lines = markdown.replaceAll(/^(\s*)(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\s*\2[`~]*\s*$/gm, '').split('\n');
  const headings = lines.flatMap((line) => /^#{1,6} +(.+?)(?: +#+)?\s*$/.exec(line)?.[1] ?? []);
  const named = [...markdown.matchAll(/\s(?:id|name)="([^"]+)"/g)].map(([, name = '']) => name);
  return new Set([...headings.map((heading) => slugger.slug(textOf(heading))), ...named]);
}

/** What a heading says, without its marks. */
function textOf(heading: string): string {
  return heading
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/`([^`]*)`/g, '$1')
    .replaceAll(/(\*\*?|(?<!\w)_)(\S(?:.*?\S)?)\1/g, '$2');
}

/** Each relative link or anchor of a file that leads nowhere, and why. */
export function deadLinks(file: string, markdown: string): string[] {
  return linksIn(file, markdown).flatMap(({ where, target }) => {
    const [path = '', anchor = ''] = target.split('#', 2).map(decodeURIComponent);
    const linked = path === '' ? file : posix.join(posix.dirname(file), path);
    if (path.startsWith('/')) return [`${where}: ${target} is not relative`];
    if (linked.startsWith('..')) return [`${where}: ${target} leads out of the repository`];
    if (linked !== file && !existsSync(`${root}${linked}`)) return [`${where}: ${target} does not exist`];
    if (anchor === '' || !linked.endsWith('.md')) return [];
    const text = linked === file ? markdown : readFileSync(`${root}${linked}`, 'utf8');
    return anchorsIn(text).has(anchor) ? [] : [`${where}: ${target} has no such heading`];
  });
}
