/**
 * Lays out rows as a table whose lines fit a width; the first row is the head. The last column is cut, with `…`, where
 * it does not fit.
 *
 * @param width - In characters; `undefined` where nothing need fit, as in a pipe.
 */
export function table(rows: readonly (readonly string[])[], width: number | undefined): string[] {
  const last = (rows[0]?.length ?? 0) - 1;
  const widths = Array.from({ length: last }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) => {
    const cells = row.map((cell, column) => (column === last ? cell : cell.padEnd(widths[column] as number)));
    const line = cells.join('  ').trimEnd();
    return width === undefined || line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
  });
}
