import { printable } from '../../host/printable.js';
import type { Finding } from './finding.js';

const WIDTH = 80;
const INDENT = 9;

/** Formats findings for a person, within 80 columns. */
export function inLines(findings: readonly Finding[]): string {
  return findings
    .flatMap(({ check, verdict, says, advice }) => [
      ...paragraph(verdict, `${check}: ${says}`),
      ...(advice === undefined ? [] : paragraph('', `-> ${advice}`)),
    ])
    .join('\n');
}

/** Breaks lines between words, and inside a word that is longer than a line. */
function paragraph(head: string, text: string): string[] {
  const lines =
    printable(text).match(new RegExp(`\\S.{0,${WIDTH - INDENT - 1}}(?=\\s|$)|\\S{1,${WIDTH - INDENT}}`, 'g')) ?? [];
  return lines.map((line, at) => `${(at === 0 ? head : '').padEnd(INDENT)}${line.trimEnd()}`);
}
