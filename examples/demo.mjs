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

// The server ends with this process.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

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
