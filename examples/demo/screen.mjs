// @ts-check
// What the demo shows, as lines of text with a tone each; at most 80 columns wide.

/**
 * @typedef {'plain' | 'strong' | 'faint' | 'good' | 'bad'} Tone
 * @typedef {{ readonly text: string, readonly tone: Tone }} Span
 * @typedef {readonly Span[]} Line
 * @typedef {import('./run-stories.mjs').StoryResult} StoryResult
 */

const COLUMNS = 80;
const OURS = 'this client';
const PLAIN = 'plain fetch';

/** @returns {Line[]} */
export function heading() {
  return [
    line('Each story is run twice against a real PocketBase on this machine: once with'),
    line([OURS, 'strong'], ', once with ', [PLAIN, 'strong'], ' and one retry, as people write it (see'),
    line('examples/demo/plain-fetch-client.mjs). Shown is what PocketBase stored: its'),
    line('collection spells success "sucess", and knows no aborted, only "unknown".'),
    line(),
  ];
}

/**
 * @param {StoryResult} result
 * @param {number} number
 * @returns {Line[]}
 */
export function storyLines({ story, ours, plain }, number) {
  return [
    line([`${number}  ${story.sentence}`, 'strong']),
    endingLine(OURS, ours),
    ...(ours.isRight ? [] : [line(`     should be     ${endText(story.right)}`)]),
    endingLine(PLAIN, plain),
    line(),
  ];
}

/**
 * @param {readonly StoryResult[]} results
 * @returns {Line[]}
 */
export function summary(results) {
  const right = (/** @type {'ours' | 'plain'} */ client) => results.filter((each) => each[client].isRight).length;
  const tone = right('ours') === results.length ? 'good' : 'bad';
  return [
    line(
      'Right in the end: ',
      [`${OURS} ${right('ours')} of ${results.length}`, tone],
      `, ${PLAIN} ${right('plain')} of ${results.length}`,
    ),
  ];
}

/**
 * The line as a terminal takes it.
 *
 * @param {Line} spans
 * @param {boolean} hasColours
 */
export function terminalText(spans, hasColours) {
  return spans
    .map(({ text, tone }) => (hasColours && tone !== 'plain' ? `\u001B[${ANSI[tone]}m${text}\u001B[0m` : text))
    .join('');
}

const ANSI = { strong: 1, faint: 2, good: 32, bad: 31 };

/**
 * @param {string} client
 * @param {import('./run-stories.mjs').Ending} ending
 */
function endingLine(client, { stored, isRight }) {
  const tone = isRight ? 'good' : 'bad';
  return line('   ', [isRight ? '✓' : '✗', tone], [` ${client}   `, 'faint'], [endText(stored), tone]);
}

/** @param {import('./stories.mjs').End | undefined} end */
function endText(end) {
  if (end === undefined) return 'no record';
  const { status, exit_code, error } = end;
  if (status === 'installing') return 'still "installing"';
  if (status === 'sucess') return 'success (stored as "sucess")';
  // The collection has no word of its own for an abort.
  if (status === 'unknown' && exit_code === 130) return 'aborted with 130 (stored as "unknown")';
  return `${status} with ${exit_code}: ${error}`;
}

/**
 * @param {...(string | readonly [text: string, tone: Tone])} parts
 * @returns {Line}
 */
function line(...parts) {
  /** @type {Span[]} */
  const spans = [];
  let left = COLUMNS;
  for (const part of parts) {
    const [text, tone] = typeof part === 'string' ? /** @type {const} */ ([part, 'plain']) : part;
    const shown = text.length > left ? `${text.slice(0, left - 1)}…` : text;
    spans.push({ text: shown, tone });
    left -= shown.length;
  }
  return spans;
}
