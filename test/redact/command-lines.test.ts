import { describe, expect, it } from 'vitest';
import { redact } from '../../src/redact/redact.js';
import { TOOLS } from '../../src/redact/tools.js';
import { commandLines, type CommandLine, SECRET } from './command-lines.js';

const isLetter = (flag: string) => /^-\w(?: |$)/.test(flag);

/** Apart, and as one, the one with a value last: `-cbB`, `-bBC 10`. */
function waysToGiveFlags(flags: readonly string[]): string[][] {
  const letters = flags.filter(isLetter);
  const bare = letters.filter((flag) => !flag.includes(' '));
  const valued = letters.filter((flag) => flag.includes(' '));
  if (bare.length + Math.min(valued.length, 1) < 2) return [[...flags]];
  const bundle = `-${bare.map((flag) => flag[1]).join('')}${valued[0]?.slice(1) ?? ''}`;
  const glued = valued.slice(1).map((flag) => flag.replace(' ', ''));
  return [[...flags], [bundle, ...glued, ...flags.filter((flag) => !isLetter(flag))]];
}

function waysToGiveSecret(
  { secretOptions = [], gluedOptions = [], apartOptions = [], flags = [] }: CommandLine,
  quoted: string,
): string[] {
  const bundled = flags
    .filter((flag) => /^-[A-Za-z]$/.test(flag))
    .map((flag) => flag[1])
    .join('');
  return [
    ...gluedOptions.map((option) => `${option}${quoted}`),
    ...[...secretOptions, ...apartOptions].map((option) => `${option} ${quoted}`),
    ...secretOptions.map((option) => `${option}${option.length > 2 ? '=' : ''}${quoted}`),
    ...(bundled === '' ? [] : secretOptions.filter(isLetter).map((option) => `-${bundled}${option[1]} ${quoted}`)),
  ];
}

/** In every order of options and operands, with the secret written bare and in either quotes. */
function waysToWrite(line: CommandLine): string[] {
  const { command, flags = [], operands = [] } = line;
  return [SECRET, `'${SECRET}'`, `"${SECRET}"`].flatMap((quoted) => {
    const written = operands.map((operand) => (operand === SECRET ? quoted : operand));
    const secrets = operands.includes(SECRET) ? [''] : waysToGiveSecret(line, quoted);
    return secrets.flatMap((secret) =>
      waysToGiveFlags(flags).flatMap((given) =>
        [
          [command, ...given, secret, ...written],
          [command, secret, ...written, ...given],
          [command, ...written, ...given, secret],
          [command, ...given.slice(0, 1), ...written, secret, ...given.slice(1)],
        ].map((words) => words.filter((word) => word !== '').join(' ')),
      ),
    );
  });
}

const SURROUNDINGS: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => `$STD ${line}`,
  (line) => `+ sudo -u www-data ${line}`,
  (line) => `env LC_ALL=C ${line} >/dev/null 2>&1`,
  (line) => `pct exec 105 -- ${line} || exit 1`,
  (line) => `cd /opt/app && ${line}; systemctl restart app`,
  (line) => (line.includes('"') ? `su - app -c '${line.replaceAll("'", '"')}'` : `su - app -s /bin/bash -c "${line}"`),
  (line) => `docker exec -it app /usr/bin/${line}`,
  (line) => `x=$(${line})`,
  (line) => line.replaceAll(' ', ' \\\n  '),
];

describe.each(commandLines)('$command $operands $secretOptions $gluedOptions', (line) => {
  it.each(waysToWrite(line))('%s', (written) => {
    for (const surround of SURROUNDINGS) {
      const whole = surround(written);
      expect(whole).toContain(SECRET);
      const redacted = redact(whole);
      expect(redacted).toContain('[secret]');
      expect(redacted).not.toContain(SECRET);
      expect(redact(redacted)).toBe(redacted);
    }
  });
});

describe('the tools that are known', () => {
  it('are all run above', () => {
    const commands = commandLines.flatMap(({ command, operands = [] }) => [...command.split(' '), ...operands]);
    const isRun = (tool: string) => commands.some((command) => command.startsWith(tool));
    expect([...TOOLS.keys()].filter((tool) => !isRun(tool))).toEqual([]);
  });
});
