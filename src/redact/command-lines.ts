import { pattern } from './pattern.js';
import { NEXT_TOOL, TOOL, TOOLS, type Usage } from './tools.js';
import { NAME, NO_SENTENCE, QUOTED, SOMETHING } from './values.js';

// Separates the words of a shell's command line, or of an argument list: `['mysql', '-p…']`.
const GAP = String.raw`,?(?:\h|\\\r?\n)+`;
const BARE = String.raw`(?:[^\s"'&;|]|[&;](?![\s&]))`;
const WORD = String.raw`(?!\d?[<>])(?:(?:-\w|[^\s"'\\|;&]{0,80}[=:])?(?:\\*(?:""|'')|${QUOTED})|${BARE})${BARE}*(?<![,;)}:])`;
const GAPS_AND_WORDS = pattern('g')`${GAP}|${WORD}`;
const CALLED = String.raw`\\*["']?(?=${GAP})`;
// Reads up to the next tool; one of the first two operands may have a tool's name.
const COMMAND = pattern(
  'g',
)`${TOOL}${CALLED}((?:(?:${GAP}(?=[-\d])${WORD})*${GAP}${WORD}){0,2}(?:(?!${GAP}(?:/\S*/)?${NEXT_TOOL}${CALLED})${GAP}${WORD})*)`;

const NAMED = pattern('i')`${NAME}(?=["']?(?:\s|$))`;
const SENTENCE = pattern('')`^[^"']*?\h(?!${NO_SENTENCE})`;
const SENTENCE_WORD = pattern('')`^(?!${NO_SENTENCE})`;
const VALUE = pattern('')`^${NO_SENTENCE}${SOMETHING}(?!--|-\w+$|[a-z_]+=[^=]).`;

/**
 * Replaces secrets in tools' command lines and passes them to `learn`. Linear time: reads each command up to the next
 * tool.
 */
export function redactCommandLines(text: string, learn: (secret: string) => void): string {
  const hide = (word: string): string => {
    if (!VALUE.regExp.test(word)) return word;
    learn(word);
    return '[secret]';
  };
  return text.replace(COMMAND.regExp, (command: string, name: string | undefined, family: string, words: string) => {
    const usage = TOOLS.get(name ?? family);
    if (!usage || !mayHaveSecrets(usage, words)) return command;
    const judge = judgeOf(usage, words, hide);
    const judged = (words.match(GAPS_AND_WORDS.regExp) ?? []).map((part, at) => {
      if (at % 2 === 0) return part;
      const word = part.replace(/^(\\*["'])([^]*)\1$/, '$2');
      const quote = part.slice(0, (part.length - word.length) / 2);
      const shown = judge(word);
      // A quoted word may be a command for another shell.
      return quote + (quote !== '' && shown === word ? redactCommandLines(word, learn) : shown) + quote;
    });
    return command.slice(0, command.length - words.length) + judged.join('');
  });
}

function mayHaveSecrets({ option, keyword, open, isNamed }: Usage, words: string): boolean {
  if (isNamed && NAMED.regExp.test(words)) return true;
  return (
    (open < Infinity && (keyword?.test(words) ?? true)) || (!isNamed && option !== undefined && words.includes('-'))
  );
}

/** Makes a function that gets the words one by one and returns them without their secrets. */
function judgeOf(usage: Usage, words: string, hide: (word: string) => string): (word: string) => string {
  const { option, keyword, oneLessWith, isNamed } = usage;
  let open = usage.open - Number(oneLessWith?.test(words) ?? 0);
  let isCounting = !keyword;
  let isExpected = false;
  let isSentence = false;
  let mayBeSentence: boolean | undefined;
  return (word) => {
    const hidden = isExpected ? hide(word) : word;
    isExpected = isNamed && NAMED.regExp.test(word);
    if (hidden !== word) return hidden;
    if (word.startsWith('-')) {
      const before = option?.exec(word)?.[0];
      isExpected = before === word;
      return before === undefined || isExpected ? word : before + hide(word.slice(before.length));
    }
    if (keyword?.test(word)) isCounting = true;
    else {
      const isHidden = isCounting && open-- <= 0;
      // A plain word may belong to a sentence: `pihole setpassword command failed`.
      isSentence ||=
        SENTENCE_WORD.regExp.test(word) ||
        (isHidden && /^[a-z]+$/.test(word) && (mayBeSentence ??= SENTENCE.regExp.test(words)));
      if (isHidden && !isSentence) return hide(word);
    }
    return word;
  };
}
