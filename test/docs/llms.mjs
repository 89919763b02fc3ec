// @ts-check
// The guides for a language model, as llmstxt.org describes it.

/** @import { Group } from './guides.mjs' */

/**
 * A title, a summary, and every guide with a line of its own.
 *
 * @param {{ name: string, summary: string, base: string, groups: readonly Group[] }} site
 */
export function llmsText({ name, summary, base, groups }) {
  const sections = groups.map(({ title, guides }) => {
    const lines = guides.map((guide) => `- [${guide.title}](${base}${guide.file}): ${guide.summary}`);
    return `## ${title}\n\n${lines.join('\n')}\n`;
  });
  return [`# ${name}\n`, `> ${summary}\n`, ...sections].join('\n');
}

/**
 * The README and every guide in full, one after the other.
 *
 * @param {{ readme: string, groups: readonly Group[] }} site
 */
export function llmsFullText({ readme, groups }) {
  return [readme, ...groups.flatMap(({ guides }) => guides.map(({ text }) => text))]
    .map((text) => text.trim())
    .join('\n\n---\n\n')
    .concat('\n');
}
