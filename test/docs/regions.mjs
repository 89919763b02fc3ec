// @ts-check
import ts from 'typescript';

/**
 * The `#region` of each name that a file exports, which is its category in the site.
 *
 * @param {string} file
 * @param {string} text
 * @returns {Map<string, string>}
 */
export function regionsOf(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022);
  return new Map(
    source.statements.filter(ts.isExportDeclaration).flatMap(({ exportClause, pos }) => {
      const start = exportClause?.pos ?? pos;
      const before = [...text.slice(0, start).matchAll(/^\/\/ #(?:region (.+)|endregion)$/gm)].at(-1)?.[1];
      if (before === undefined || exportClause === undefined || !ts.isNamedExports(exportClause)) return [];
      return exportClause.elements.map(({ name }) => /** @type {const} */ ([name.text, before]));
    }),
  );
}
