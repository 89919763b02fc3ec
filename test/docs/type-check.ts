import ts from 'typescript';
import { root } from './guides.mjs';

/** Cannot find a name, a module, or a module's export. */
const MISSING_NAMES = [2304, 2305, 2307, 2552, 2724];

/** JavaScript may do what types forbid, as its readers may; what it names has to be there. */
function isMeant({ file, code, category }: ts.Diagnostic): boolean {
  if (category !== ts.DiagnosticCategory.Error) return false;
  const isSyntax = code < 2000;
  return file?.fileName.endsWith('.mjs') !== true || isSyntax || MISSING_NAMES.includes(code);
}

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
  return ts
    .getPreEmitDiagnostics(program)
    .filter(isMeant)
    .map(({ file, start, messageText }) => {
      const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start ?? 0).line + 1;
      const name = file?.fileName.slice(file.fileName.lastIndexOf('/') + 1) ?? '';
      return `${name}, line ${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
}
