// @ts-check
// `npm run demo`: six installations that go wrong, reported by this client and by plain fetch to a real PocketBase.
import { findPocketBase } from '../test/pocketbase/binary.mjs';
import { heading, storyLines, summary, terminalText } from './demo/screen.mjs';
import { runStories } from './demo/run-stories.mjs';

const found = findPocketBase();
if (found.path === undefined) {
  console.error(`The demo needs a PocketBase: ${found.reason}.`);
  process.exit(1);
}

// The server and its data go with this process, also if npm passes on a signal that the terminal sent already.
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
process.on('SIGHUP', () => process.exit(129));
process.stdout.on('error', (/** @type {NodeJS.ErrnoException} */ { code }) => {
  // A closed pipe: its reader has seen enough, as `head` has.
  if (code === 'EPIPE') process.exit(0);
  console.error(`The demo cannot print: ${code}.`);
  process.exit(1);
});

const hasColours = process.stdout.isTTY && process.stdout.hasColors();

/** @param {readonly import('./demo/screen.mjs').Line[]} lines */
function print(lines) {
  for (const line of lines) console.log(terminalText(line, hasColours));
}

/** @type {import('./demo/run-stories.mjs').StoryResult[]} */
const results = [];
print(heading());
for await (const result of runStories(found.path)) {
  results.push(result);
  print(storyLines(result, results.length));
}
print(summary(results));
process.exitCode = results.every(({ ours }) => ours.isRight) ? 0 : 1;
