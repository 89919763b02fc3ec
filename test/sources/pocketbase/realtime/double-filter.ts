type Test = (row: object) => boolean;

/** Reads a filter of PocketBase as far as this source writes filters: comparisons of texts, `&&`, `||`, brackets. */
export function filterOf(filter: string, now: () => string): Test {
  if (filter === '') return () => true;
  const tokens = filter.match(/'(?:\\'|[^'])*'|&&|\|\||[()]|[<>!]?=|[<>]|@?\w+/g) ?? [];
  const one = (): Test => {
    if (tokens[0] === '(') {
      tokens.shift();
      const inner = any();
      if (tokens.shift() !== ')') throw new Error(`A bracket is missing in ${filter}`);
      return inner;
    }
    const [column = '', operator = '', literal = ''] = tokens.splice(0, 3);
    return (row) => {
      const value = String((row as Record<string, unknown>)[column]);
      const other = literal === '@now' ? now() : literal.slice(1, -1).replaceAll("\\'", "'");
      if (operator === '=') return value === other;
      if (operator === '!=') return value !== other;
      if (operator === '>=') return value >= other;
      if (operator === '<=') return value <= other;
      if (operator === '>') return value > other;
      if (operator === '<') return value < other;
      throw new Error(`No operator ${operator} in ${filter}`);
    };
  };
  const joined = (part: () => Test, word: string, join: (tests: Test[]) => Test): Test => {
    const tests = [part()];
    while (tokens[0] === word && tokens.shift()) tests.push(part());
    return join(tests);
  };
  const all = (): Test => joined(one, '&&', (tests) => (row) => tests.every((test) => test(row)));
  const any = (): Test => joined(all, '||', (tests) => (row) => tests.some((test) => test(row)));
  const test = any();
  if (tokens.length > 0) throw new Error(`Not read: ${tokens.join(' ')} of ${filter}`);
  return test;
}
