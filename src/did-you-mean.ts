/**
 * Finds the known word that was probably meant: equal except for case, `_` and `-`; with up to two letters wrong,
 * missing or added at one place; or containing the word.
 *
 * @returns `undefined` if no word is similar.
 */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const meant = lettersOf(word.slice(0, 50));
  // A word of three letters would match almost anything.
  const mistaken = [...(meant[3] ? meant : '')].map(
    (_, place) => `^${meant.slice(0, place)}.{0,3}${meant.slice(place + 2)}$`,
  );
  return [`^${meant}$`, ...mistaken, meant].flatMap((pattern) =>
    known.filter((name) => meant.length > 2 && new RegExp(pattern, 'i').test(lettersOf(name))),
  )[0];
}

/** Says that a word is unknown, and what to write instead. */
export function unknownAmong(what: string, word: string, known: readonly string[]): string {
  const meant = didYouMean(word, known);
  return `unknown ${what}, ${meant ? `did you mean \`${meant}\`?` : `expected one of ${known.join(', ')}`}`;
}

function lettersOf(word: string): string {
  return word.replace(/[^a-z\d]/gi, '');
}
