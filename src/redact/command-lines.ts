import { TOOL_NAME, TOOLS, type Usage } from './tools.js';
import { NAME, NO_SENTENCE, QUOTED, SOMETHING } from './values.js';

/** A word of a command line as the command gets it, and where it stands. */
interface Word {
  readonly text: string;
  readonly begin: number;
  readonly end: number;
  /** Where `text` begins: behind a quote around all of it. */
  readonly textBegin: number;
}

type Place = Pick<Word, 'begin' | 'end'>;

// A line of a shell, or the list that a program was given: `['mysql', '-p…']`.
const WORD = new RegExp(
  `,?(?:[ \\t]|\\\\\\r?\\n)+((?:-\\w{1,3}|[^\\s"'\\\\|;&]{0,80}[=:])?(?=\\\\*["'])(?:\\\\*(["'])\\2(?!["'])|${QUOTED})(?:[^\\s"'&;|,]+(?<![,;)}\\]]))?|(?:[^\\s"'&;|]|[&;](?![\\s&]))+(?<![,;)}:]))`,
  'y',
);
const OPENING = /^\\*["']/;
const QUOTE_BEHIND = /\\*["']?,?(?=[ \t])/y;
const REDIRECTION = /^\d?[<>]/;
const NAMED = new RegExp(`^\\S*${NAME}$`, 'i');
const NO_SENTENCE_WORD = new RegExp(`^${NO_SENTENCE}`);
const VALUE = new RegExp(`^${NO_SENTENCE}${SOMETHING}(?!--|-\\w+$|[a-z_]+=[^=]).`);

// Where a command line ends at the latest, so that a text of tools' names alone takes linear time: where the next tool
// but one begins. The next one may be a user's name.
const MOST_TOOLS = 2;

/** Replaces the secrets that {@link TOOLS} are told, and tells them. Takes linear time. */
export function redactCommandLines(text: string, learn: (secret: string) => void): string {
  let redacted = '';
  let done = 0;
  const tools = [...text.matchAll(TOOL_NAME)];
  for (const [at, { 0: name, index }] of tools.entries()) {
    const words = wordsBetween(text, index + name.length, tools[at + MOST_TOOLS]?.index ?? text.length);
    const places = (TOOLS.get(name) ?? []).flatMap((usage) => secretsOf(usage, words));
    for (const { begin, end } of places.sort((a, b) => a.begin - b.begin)) {
      if (begin < done) continue;
      learn(text.slice(begin, end));
      redacted += `${text.slice(done, begin)}[secret]`;
      done = end;
    }
  }
  return redacted + text.slice(done);
}

function wordsBetween(text: string, from: number, to: number): Word[] {
  const words: Word[] = [];
  QUOTE_BEHIND.lastIndex = from;
  WORD.lastIndex = QUOTE_BEHIND.test(text) ? QUOTE_BEHIND.lastIndex : from;
  for (let match; WORD.lastIndex < to && (match = WORD.exec(text));) {
    const raw = match[1] ?? '';
    const begin = WORD.lastIndex - raw.length;
    const quote = OPENING.exec(raw)?.[0] ?? '';
    const isQuoted = quote !== '' && raw.length > quote.length && raw.endsWith(quote);
    const inner = isQuoted ? raw.slice(quote.length, -quote.length) : raw;
    words.push({ text: inner, begin, end: WORD.lastIndex, textBegin: isQuoted ? begin + quote.length : begin });
  }
  return words;
}

/** Where secrets stand among a command's words, if this is how it is used. */
function secretsOf({ options, operands, given, notGiven }: Usage, words: readonly Word[]): Place[] {
  const secrets: Place[] = [];
  const flags = new Set<string>();
  let step = 0;
  let hasName = !operands.includes('@');
  const addWord = (word: Word | undefined) => {
    if (word && VALUE.test(word.text)) secrets.push(word);
  };
  const addRest = (word: Word, from: number) => {
    const end = word.textBegin + word.text.length;
    if (VALUE.test(word.text.slice(from))) secrets.push({ begin: word.textBegin + from, end });
  };

  for (let at = 0; at < words.length; at++) {
    const word = words[at] as Word;
    const { text } = word;
    if (REDIRECTION.test(text)) {
      if (/[<>]$/.test(text)) at++;
    } else if (/^-./.test(text)) {
      const [written = '', long = ''] = /^-(-?[a-z][\w-]*)(?:=|$)/.exec(text) ?? [];
      const kind = options.get(long.replace(/^-?/, '-'));
      if (kind !== undefined) {
        const isHere = written.endsWith('=');
        if (!isHere) at++;
        if (kind === 'secret' && isHere) addRest(word, written.length);
        else if (kind === 'secret') addWord(words[at]);
        continue;
      }
      if (text.startsWith('--')) continue;
      for (let letter = 1; /\w/.test(text[letter] ?? ''); letter++) {
        const name = text[letter] as string;
        flags.add(name);
        const kind = options.get(name);
        if (kind === undefined) continue;
        const from = letter + (text[letter + 1] === '=' ? 2 : 1);
        const rest = text.length - from;
        if (rest <= 0 && kind !== 'glued secret') at++;
        if (kind === 'secret' && rest <= 0) addWord(words[at]);
        // In the midst of letters it is an option that is bundled, or not one at all: `-pbkdf2`.
        else if (kind !== 'value' && rest > 0 && (letter === 1 || (letter < 5 && rest > 3))) addRest(word, from);
        break;
      }
    } else if (operands.length > 0 && !NO_SENTENCE_WORD.test(text)) {
      // `htpasswd -b requires a password`
      return [];
    } else {
      const expected = operands[step];
      if (expected === '$') {
        addWord(word);
        step = operands[step + 1] === undefined && operands.includes('@') ? operands.indexOf('@') : step + 1;
      } else if (expected === '@' ? NAMED.test(text) : expected === '_' || expected === text.toLowerCase()) {
        hasName ||= expected === '@';
        step++;
      }
    }
  }
  const isSo = hasName && given.every((flag) => flags.has(flag)) && !notGiven.some((flag) => flags.has(flag));
  return isSo ? secrets : [];
}
