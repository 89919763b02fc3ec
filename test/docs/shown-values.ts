import ts from 'typescript';

/**
 * Holds a program to the values its comments show: `explainExitCode(127); // 'Command not found'` fails when the value
 * is another, and so does `console.log(explainExitCode(127)); // 'Command not found'`. Only a comment that is a value,
 * and nothing else, counts; it stands on the statement's line or the next.
 */
export function holdToShownValues(code: string): string {
  const source = ts.createSourceFile('block.ts', code, ts.ScriptTarget.ES2022, true);
  const held = source.statements.flatMap((statement) => {
    if (!ts.isExpressionStatement(statement)) return [];
    const value = valueShownAfter(code, statement.end);
    if (value === undefined) return [];
    return [{ start: statement.getStart(), end: statement.end, checks: checks(statement.expression, value) }];
  });
  if (held.length === 0) return code;
  const checked = held.reduceRight(
    (text, { start, end, checks }) => text.slice(0, start) + checks + text.slice(end),
    code,
  );
  return `import assertShown from 'node:assert/strict';\n${checked}`;
}

/** The statement, with a check of its value, or of what it prints. */
function checks(expression: ts.Expression, value: string): string {
  const printed = printedBy(expression);
  const check = `const shown = await (${(printed ?? expression).getText()}); assertShown.deepStrictEqual(shown, ${value});`;
  return `{ ${check}${printed === undefined ? '' : ' console.log(shown);'} }`;
}

/** The one value that a `console.log` prints. */
function printedBy(expression: ts.Expression): ts.Expression | undefined {
  if (!ts.isCallExpression(expression) || expression.expression.getText() !== 'console.log') return undefined;
  return expression.arguments.length === 1 ? expression.arguments[0] : undefined;
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
