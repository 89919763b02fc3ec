import type { CodeBlock } from './code-blocks.js';

/** A command that a guide shows in a shell. */
export interface ShellCommand {
  readonly where: string;
  /** Its words, without settings before it and redirections after it. */
  readonly words: readonly string[];
}

/** The commands of a `sh` or `bash` block, and of the lines of a `console` block that begin with `$`. */
export function shellCommands({ where, language, code }: CodeBlock): ShellCommand[] {
  const lines = code.replaceAll(/\\\n\s*/g, ' ').split('\n');
  const typed = language === 'console' ? lines.flatMap((line) => (/^[$#] /.test(line) ? [line.slice(2)] : [])) : lines;
  return typed.flatMap(commandsIn).map((words) => ({ where, words: withoutPrefixes(words) }));
}

/** Words of the simple commands on a line; comments, pipes and redirections end them. */
function commandsIn(line: string): string[][] {
  const commands: string[][] = [[]];
  for (const [token] of line.matchAll(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'|&;<>()\\])+|&&|\|\||[|&;<>()]/g)) {
    if (token.startsWith('#')) break;
    if (/^[|&;<>()]/.test(token)) commands.push([]);
    else commands.at(-1)?.push(token.replaceAll(/"((?:\\.|[^"\\])*)"|'([^']*)'/g, '$1$2'));
  }
  return commands.filter((words) => words.length > 0);
}

const PREFIXES = ['sudo', 'exec', 'env', 'if', 'then', 'else', 'do', 'while', '!', 'trap', 'command', 'time'];

function withoutPrefixes(words: readonly string[]): string[] {
  const start = words.findIndex((word) => !/^\w+\+?=/.test(word) && !PREFIXES.includes(word));
  return start === -1 ? [] : words.slice(start);
}

/** What `npx` runs: behind its options, of which `--package` has a value. */
function commandOfNpx([, ...words]: readonly string[]): readonly string[] {
  const at = words.findIndex((word, index) => !word.startsWith('-') && words[index - 1] !== '--package');
  return at === -1 ? [] : words.slice(at);
}

/** The arguments of our command line; `undefined` of another command. */
export function telemetryArguments(words: readonly string[]): string[] | undefined {
  const [name = '', ...args] = words[0] === 'npx' ? commandOfNpx(words) : words;
  if (!/^(?:telemetry|@community-scripts\/telemetry(?:@.+)?)$/.test(name)) return undefined;
  // What a variable holds is not known here: an empty value stands for it, of a type one that is.
  return args.map((arg, index) => {
    if (!arg.includes('$')) return arg;
    const before = args[index - 1] ?? '';
    return before === '--type' ? 'lxc' : before.startsWith('--') && before !== '--' ? '' : '1';
  });
}
