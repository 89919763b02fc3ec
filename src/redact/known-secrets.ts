const LONGEST = 200;
// So that looking takes linear time, however many there are that begin alike.
const MOST_ALIKE = 16;

/** What else a text calls by a name: it may be the password, too, but there it is none. */
const NAMED =
  /(?:\b(?:app|database|db|group|host|hostname|package|role|service|unit|user)|[a-z_](?:user(?:name)?|db|_name|host))["']?[ \t]*[=: ][ \t]*["']?([\w.@-]+)/gi;

/** Secrets of one text, which may stand elsewhere in it, where nothing says that they are. */
export class KnownSecrets {
  /** By the longest word in them. */
  readonly #byWord = new Map<string, string[]>();

  /** As it was found: with its quotes, or behind a user's name. One that could be something else is not kept. */
  readonly learn = (found: string): void => {
    if (found === '[secret]') return;
    const secret = found.replace(/^\\*["']|\\*["']?@?$/g, '');
    for (const candidate of [secret, secret.replace(/^[^:%]*[:%]["']?/, '')]) {
      if (!isTelling(candidate)) continue;
      const word = longestWord(candidate);
      const alike = this.#byWord.get(word) ?? [];
      if (word.length < 3 || alike.length >= MOST_ALIKE || alike.includes(candidate)) continue;
      this.#byWord.set(
        word,
        [...alike, candidate].sort((a, b) => b.length - a.length),
      );
    }
  };

  /** Replaces them where they are words of their own. */
  replaceIn(text: string): string {
    if (this.#byWord.size === 0) return text;
    let names: Set<string | undefined> | undefined;
    let redacted = '';
    let done = 0;
    for (const { 0: word, index } of text.matchAll(/\w{3,}/g)) {
      for (const secret of this.#byWord.get(word) ?? []) {
        const begin = index - secret.indexOf(word);
        const end = begin + secret.length;
        if (begin < done || !text.startsWith(secret, begin)) continue;
        names ??= new Set(Array.from(text.matchAll(NAMED), ([, name]) => name));
        if (
          names.has(secret) ||
          /\w\w/.test(text.slice(begin - 1, begin + 1)) ||
          /\w\w/.test(text.slice(end - 1, end + 1))
        )
          continue;
        redacted += `${text.slice(done, begin)}[secret]`;
        done = end;
        break;
      }
    }
    return redacted + text.slice(done);
  }
}

function longestWord(text: string): string {
  return (text.match(/\w+/g) ?? []).reduce((longest, word) => (word.length > longest.length ? word : longest), '');
}

// Words, names with a number and versions stand in a text for what they are: `admin`, `home-assistant`, `debian12`,
// `x86_64`, `2024-11-21`. The more kinds of characters, the sooner it is nothing else.
const NAME_OR_NUMBER =
  /^(?:[A-Z]?[a-z]{2,}(?:[-_. ]?[A-Z][a-z]{2,}|[-_. ][a-z]+)*|[A-Za-z]+[-_]?\d{1,2}(?:\.\d+)*|v?\d[\d.:T_/+-]*\w?)$/;

function isTelling(secret: string): boolean {
  if (secret.length > LONGEST || /^[$<[{/.~(*-]|\s\s|\n|\[secret\]/.test(secret)) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^\w.:/ -]/].filter((kind) => kind.test(secret)).length;
  return secret.length >= (kinds < 2 || NAME_OR_NUMBER.test(secret) ? 24 : kinds === 2 ? 8 : 6);
}
