// @ts-check
// The guides, in the order and the groups of docs/README.md.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The repository's own folder, with a slash at its end. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The page that lists the guides. */
export const CONTENTS = 'docs/README.md';

/**
 * @typedef {object} Guide
 * @property {string} file From the repository's root: `docs/start.md`.
 * @property {string} title Its first heading.
 * @property {string} summary The first sentence of its first paragraph, as plain text.
 * @property {string} text The whole file.
 */

/** @typedef {{ title: string, guides: Guide[] }} Group */

/**
 * What the page lists: headings of the second level, and under each a list of links to guides.
 *
 * @param {string} contents
 * @returns {{ title: string, files: string[] }[]}
 */
export function listedIn(contents) {
  return contents
    .split(/^## /m)
    .slice(1)
    .map((section) => ({
      title: section.slice(0, section.indexOf('\n')).trim(),
      files: [...section.matchAll(/^- \[[^\]]*\]\(([\w-]+\.md)\)/gm)].map(([, file]) => `docs/${file}`),
    }));
}

/** @returns {Group[]} */
export function readGuides() {
  return listedIn(readFileSync(`${root}${CONTENTS}`, 'utf8')).map(({ title, files }) => ({
    title,
    guides: files.map((file) => readGuide(file, readFileSync(`${root}${file}`, 'utf8'))),
  }));
}

/**
 * @param {string} file
 * @param {string} text
 * @returns {Guide}
 */
export function readGuide(file, text) {
  const [, title] = /^# (.+)$/m.exec(text) ?? [];
  if (title === undefined) throw new Error(`${file} has no heading of the first level`);
  const paragraphs = text
    .split(/\n{2,}/)
    .slice(1)
    .filter((paragraph) => paragraph.trim() !== '');
  const summary = paragraphs.find((paragraph) => !/^(?:[#|<>!]|```|- )/.test(paragraph.trim())) ?? '';
  const [sentence = ''] = /^.*?(?:[.?!](?= |$)|$)/.exec(plain(summary)) ?? [];
  return { file, title: plain(title), summary: sentence, text };
}

/**
 * Markdown of one paragraph, as plain text on one line.
 *
 * @param {string} markdown
 */
function plain(markdown) {
  return markdown
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[`*]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
