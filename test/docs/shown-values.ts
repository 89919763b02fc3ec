import ts from 'typescript';

/**
 * Holds a program to the values its comments show: `explainExitCode(127); // 'Command not found'` fails when the value
 * is another. Only a comment that is a value, and nothing else, counts; it stands on the statement's line or the next.
 */
export function holdToShownValues(code: string): string {
  const source = ts.createSourceFile('block.ts', code, ts.ScriptTarget.ES2022, true);
  const held = source.statements.flatMap((statement) => {
    if (!ts.isExpressionStatement(statement)) return [];
    const shown = valueShownAfter(code, statement.end);
    if (shown === undefined) return [];
    return [{ start: statement.getStart(), end: statement.end, expression: statement.expression.getText(), shown }];
  });
  if (held.length === 0) return code;
  const checked = held.reduceRight(
    (text, { start, end, expression, shown }) =>
      `${text.slice(0, start)}assertShown.deepStrictEqual(await (${expression}), ${shown});${text.slice(end)}`,
    code,
  );
  return `import assertShown from 'node:assert/strict';\n${checked}`;
}

function valueShownAfter(code: string, end: number): string | undefined {
  const [, comment] = /^[ \t]*\n?[ \t]*\/\/ (.+)/.exec(code.slice(end)) ?? [];
  return comment !== undefined && isValue(comment) ? comment : undefined;
}

function isValue(text: string): boolean {
  const source = ts.createSourceFile('value.ts', `(${text})`, ts.ScriptTarget.ES2022, true);
  const [statement] = source.statements;
  const problems = (source as unknown as { parseDiagnostics: readonly unknown[] }).parseDiagnostics;
  if (problems.length > 0 || source.statements.length !== 1) return false;
  return statement !== undefined && ts.isExpressionStatement(statement) && isLiteral(statement.expression);
}

function isLiteral(node: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(node)) return isLiteral(node.expression);
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isLiteral);
  if (ts.isObjectLiteralExpression(node)) {
    return node.properties.every((property) => ts.isPropertyAssignment(property) && isLiteral(property.initializer));
  }
  const words = [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword];
  return ts.isStringLiteral(node) || ts.isNumericLiteral(node) || words.includes(node.kind);
}
