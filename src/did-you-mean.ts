/**
 * The known word that was probably meant: the same but for case, `_` and `-`, or for one place where two letters are
 * wrong, missing or too many, or a longer word around it.
 *
 * @returns `undefined` where none is near.
 */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const meant = lettersOf(word.slice(0, 50));
  // Of three letters one would be left.
  const mistaken = [...(meant[3] ? meant : '')].map(
    (_, place) => `^${meant.slice(0, place)}.{0,3}${meant.slice(place + 2)}$`,
  );
  return [`^${meant}$`, ...mistaken, meant].flatMap((pattern) =>
    known.filter((name) => meant.length > 2 && new RegExp(pattern, 'i').test(lettersOf(name))),
  )[0];
}

/** Says of a word that it is not known, and what to write in its place. */
export function unknownAmong(what: string, word: string, known: readonly string[]): string {
  const meant = didYouMean(word, known);
  return `unknown ${what}, ${meant ? `did you mean \`${meant}\`?` : `expected one of ${known.join(', ')}`}`;
}

function lettersOf(word: string): string {
  return word.replace(/[^a-z\d]/gi, '');
}
