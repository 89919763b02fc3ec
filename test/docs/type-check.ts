import ts from 'typescript';
import { root } from './guides.mjs';

/** What TypeScript says against these files, which import the package by its public names, as its users do. */
export function typeProblems(files: readonly string[]): string[] {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, (file) => ts.sys.readFile(file)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram([...files], {
    ...options,
    types: ['node'],
    allowJs: true,
    checkJs: true,
    isolatedDeclarations: false,
    declaration: false,
    // A reader's project may ask for less.
    noPropertyAccessFromIndexSignature: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
  });
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start ?? 0).line + 1;
    const name = file?.fileName.slice(file.fileName.lastIndexOf('/') + 1) ?? '';
    return `${name}, line ${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}
