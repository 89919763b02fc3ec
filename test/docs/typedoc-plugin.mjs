// @ts-check
// What typedoc lacks for this site: guides in the order and groups of docs/README.md, titled by their heading;
// exports in the categories of their entry's `#region`s; links that work on GitHub and in the site alike.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { relative } from 'node:path';
import { Application, Comment, CommentTag, Converter, JSX, ReflectionKind } from 'typedoc';
import { CONTENTS, readGuide, readGuides, root } from './guides.mjs';
import { regionsOf } from './regions.mjs';

/** @import { CommentDisplayPart, DeclarationReflection, DocumentReflection, NormalizedPath, ProjectReflection, ReferenceReflection } from 'typedoc' */

/** @typedef {{ type: string, content: string, children: MarkdownToken[] | null }} MarkdownToken */
/** @typedef {{ tokens: MarkdownToken[], Token: new (type: string, tag: string, nesting: number) => MarkdownToken }} MarkdownState */

const GITHUB = 'https://github.com/community-scripts/telemetry';

/** The category of the modules. */
const REFERENCE = 'Reference';

/**
 * Called by typedoc.
 *
 * @param {Application} app
 */
export function load(app) {
  const groups = readGuides();
  const groupOf = new Map(groups.flatMap(({ title, guides }) => guides.map(({ file }) => [file, title])));

  const groupTitles = groups.map(({ title }) => title);

  app.on(Application.EVENT_BOOTSTRAP_END, () => {
    const files = [CONTENTS, ...groupOf.keys()].map((file) => `${root}${file}`);
    app.options.setValue('projectDocuments', files);
    const entries = app.options.getValue('entryPoints');
    const exported = entries.flatMap((file) => [...regionsOf(file, readFileSync(file, 'utf8')).values()]);
    app.options.setValue('categoryOrder', [...new Set([...groupTitles, REFERENCE, ...exported])]);
    app.options.setValue('markdownItLoader', countCodeInHeadings);
  });

  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document) => {
    const file = fileOf(document.project, document);
    document.name = readGuide(file, readFileSync(`${root}${file}`, 'utf8')).title;
    const group = groupOf.get(file);
    if (group !== undefined) document.frontmatter['category'] = group;
  });

  app.converter.on(
    Converter.EVENT_RESOLVE_BEGIN,
    ({ project }) => {
      project.files.registerReflectionPath(/** @type {NormalizedPath} */ (`${root}README.md`), project);
      for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
        categorize(app, /** @type {DeclarationReflection} */ (module));
      }
    },
    1_000,
  );

  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    for (const parts of markdownOf(project)) parts.forEach((part) => linkToRepository(project, part));
  });

  app.renderer.hooks.on('head.end', () => openAtFirst([...groupTitles, REFERENCE]));
}

/**
 * Opens these parts of the navigation for a first visit; the site remembers which its reader closes.
 *
 * @param {readonly string[]} titles
 */
function openAtFirst(titles) {
  const keys = JSON.stringify(titles.map((title) => `tsd-accordion-${title}`));
  const html = `try{for(const key of ${keys})localStorage.getItem(key)??localStorage.setItem(key,'true')}catch{}`;
  return JSX.createElement('script', null, JSX.createElement(JSX.Raw, { html }));
}

/**
 * Lets a code span count in the anchor and the title of its heading, as it does on GitHub.
 *
 * @param {{ core: { ruler: { push(name: string, rule: (state: MarkdownState) => void): void } } }} parser markdown-it's
 */
function countCodeInHeadings(parser) {
  parser.core.ruler.push('code-in-headings', ({ tokens, Token }) => {
    tokens.forEach(({ type }, index) => {
      if (type !== 'heading_open') return;
      for (const span of tokens[index + 1]?.children ?? []) {
        if (span.type !== 'code_inline') continue;
        const text = new Token('text', '', 0);
        text.content = span.content;
        span.children = [text];
      }
    });
  });
}

/**
 * @param {ProjectReflection} project
 * @param {DocumentReflection} document
 */
function fileOf(project, document) {
  return relative(root, project.files.getReflectionPath(document) ?? '').replaceAll('\\', '/');
}

/**
 * Gives each export of an entry the name of the `#region` it stands in.
 *
 * @param {Application} app
 * @param {DeclarationReflection} module
 */
function categorize(app, module) {
  module.comment ??= new Comment();
  module.comment.blockTags.push(category(REFERENCE));
  const file = module.sources?.[0]?.fullFileName ?? '';
  const regions = regionsOf(file, readFileSync(file, 'utf8'));
  for (const child of module.children ?? []) {
    const region = regions.get(child.name);
    if (region === undefined) {
      app.logger.warn(`${child.name} stands in no #region of ${relative(root, file)}, and so in no category`);
      continue;
    }
    for (const comment of commentsOf(child)) comment.blockTags.push(category(region));
  }
}

/**
 * @param {DeclarationReflection | ReferenceReflection} declaration
 * @returns {Comment[]}
 */
function commentsOf(declaration) {
  const [signature] = declaration.signatures ?? [];
  const owner = signature ?? declaration;
  return [(owner.comment ??= new Comment())];
}

/** @param {string} text */
function category(text) {
  return new CommentTag('@category', [{ kind: 'text', text }]);
}

/**
 * All Markdown of a project: its README, its guides and its comments.
 *
 * @param {ProjectReflection} project
 * @returns {CommentDisplayPart[][]}
 */
function markdownOf(project) {
  return [
    project.readme ?? [],
    ...Object.values(project.reflections).flatMap((reflection) => [
      ...(reflection.isDocument() ? [reflection.content] : []),
      reflection.comment?.summary ?? [],
      ...(reflection.comment?.blockTags ?? []).map(({ content }) => content),
    ]),
  ];
}

/**
 * A link to a file that is no page of this site leads to the repository. Pictures are copied by typedoc.
 *
 * @param {ProjectReflection} project
 * @param {CommentDisplayPart} part
 */
function linkToRepository(project, part) {
  if (part.kind !== 'relative-link' || part.target === undefined) return;
  const path = project.files.resolve(part.target, project);
  if (typeof path !== 'string' || /\.(?:svg|png|gif|webp)$/.test(path) || !existsSync(path)) return;
  const view = statSync(path).isDirectory() ? 'tree' : 'blob';
  const anchor = part.targetAnchor === undefined ? '' : `#${part.targetAnchor}`;
  part.text = `${GITHUB}/${view}/main/${relative(root, path).replaceAll('\\', '/')}${anchor}`;
  part.target = undefined;
}
