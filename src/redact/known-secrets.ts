// Limits secrets with the same first word, so that a search takes linear time.
const MOST_ALIKE = 16;

/** Secrets found in a text, which may occur again elsewhere in it without a name in front. */
export class KnownSecrets {
  readonly #seen = new Set<string>();
  /** By their first word. */
  readonly #byWord = new Map<string, string[]>();

  /** Adds a secret as it was found: with quotes, or after a user name. Ignores one that may be an ordinary word. */
  readonly learn = (found: string): void => {
    if (this.#seen.has(found)) return;
    this.#seen.add(found);
    const secret = found.replace(/^\\*["']|(?<!\\)\\*["']$/g, '');
    for (const candidate of [secret, secret.replace(/^[^:%]*[:%]["']?/, '')]) {
      const word = /\w{3,}/.exec(candidate)?.[0];
      if (word === undefined || !isTelling(candidate)) continue;
      const alike = this.#byWord.get(word) ?? [];
      if (alike.length < MOST_ALIKE && !alike.includes(candidate)) this.#byWord.set(word, [...alike, candidate]);
    }
  };

  /** Replaces the secrets where they are separate words. */
  replaceIn(text: string): string {
    if (this.#byWord.size === 0) return text;
    const padded = ` ${text} `;
    let redacted = '';
    let done = 0;
    for (const { 0: word, index } of text.matchAll(/\w{3,}/g)) {
      for (const secret of this.#byWord.get(word) ?? []) {
        const begin = index - secret.indexOf(word);
        const end = begin + secret.length;
        if (begin < done || !text.startsWith(secret, begin)) continue;
        if (/^\w\w|\w\w$/.test(padded.slice(begin, end + 2))) continue;
        redacted += `${text.slice(done, begin)}[secret]`;
        done = end;
      }
    }
    return redacted + text.slice(done);
  }
}

// Ordinary versions and times: `debian12`, `python3.11`, `x86_64`, `v1.41.3`, `2024-11-21T09:00:01Z`.
const VERSION =
  /^(?:alpine|debian|fedora|java|mariadb|mysql|node|php|postgresql|python|ubuntu|utf|v|x)?-?[\d.:_TZ+-]+(?:mb4)?$/i;

// Not a name or word such as `HomeAssistant`, `nextcloud` or `home-assistant`.
function isTelling(secret: string): boolean {
  if (/^.{200}|^.{0,5}$|^[$<[{/.~(*-]|\s\s|\n|\[secret\]/.test(secret) || VERSION.test(secret)) return false;
  return /[A-Za-z]/.test(secret) && /\d|[^\w.:/' -]|[a-z][A-Z]+[a-z]+[A-Z]+[a-z]+[A-Z]/.test(secret);
}
