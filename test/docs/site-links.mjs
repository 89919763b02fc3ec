// @ts-check
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';

/** @typedef {{ links: string[], anchors: Set<string> }} Page */

/**
 * Each link of a built site that leads to no file or anchor of it, with the page it stands on.
 *
 * @param {string} folder
 * @returns {string[]}
 */
export function deadSiteLinks(folder) {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  const pages = new Map(
    names
      .filter((name) => name.endsWith('.html'))
      .map((name) => /** @type {const} */ ([name, readPage(readFileSync(join(folder, name), 'utf8'))])),
  );
  return [...pages].flatMap(([name, { links }]) =>
    [...new Set(links)].flatMap((link) => {
      const [path = '', anchor = ''] = link.split('#', 2).map(decoded);
      const file =
        path === '' ? name : posix.join(posix.dirname(name), (path.split('?')[0] ?? '').replace(/\/$/, '/index.html'));
      const page = pages.get(file);
      if (page === undefined) return isFile(join(folder, file)) ? [] : [`${name}: ${link} does not exist`];
      return anchor === '' || page.anchors.has(anchor) ? [] : [`${name}: ${link} has no such anchor`];
    }),
  );
}

/**
 * @param {string} html
 * @returns {Page}
 */
function readPage(html) {
  const links = [...html.matchAll(/\s(?:href|src|srcset)="([^"]+)"/g)].map(([, link = '']) => plain(link));
  const anchors = [...html.matchAll(/\s(?:id|name)="([^"]+)"/g)].map(([, anchor = '']) => plain(anchor));
  return { links: links.filter((link) => !/^(?:[a-z][a-z+.-]*:|\/\/)/i.test(link)), anchors: new Set(anchors) };
}

/** @param {string} html */
function plain(html) {
  return html.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {string} path */
function isFile(path) {
  return existsSync(path) && statSync(path).isFile();
}
