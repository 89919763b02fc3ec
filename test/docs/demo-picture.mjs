// @ts-check
// `npm run docs:demo-picture`: runs the demo's stories and draws what it prints, in light and in dark.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { heading, storyLines, summary } from '../../examples/demo/screen.mjs';
import { runStories } from '../../examples/demo/run-stories.mjs';
import { findPocketBase } from '../pocketbase/binary.mjs';

/** @typedef {import('../../examples/demo/screen.mjs').Line} Line */

const COLUMNS = 80;
const COLUMN = 8.4;
const ROW = 20;
const MARGIN = 24;

const found = findPocketBase();
if (found.path === undefined) throw new Error(found.reason);
/** @type {import('../../examples/demo/run-stories.mjs').StoryResult[]} */
const results = [];
for await (const result of runStories(found.path)) results.push(result);
const wrong = results.filter(({ ours }) => !ours.isRight).map(({ story }) => story.sentence);
if (wrong.length > 0) throw new Error(`Not drawn, since a story did not end as it should: ${wrong.join(' ')}`);

const lines = [...heading(), ...results.flatMap((result, index) => storyLines(result, index + 1)), ...summary(results)];
const file = process.argv[2] ?? fileURLToPath(new URL('../../docs/assets/demo.svg', import.meta.url));
writeFileSync(file, picture(lines));

/** @param {readonly Line[]} lines */
function picture(lines) {
  const width = COLUMNS * COLUMN + 2 * MARGIN;
  const height = lines.length * ROW + 2 * MARGIN;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">
  <title id="title">What npm run demo prints</title>
  <style>
    rect { fill: #ffffff; stroke: #d1d9e0; }
    text { fill: #1f2328; font-family: ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace; font-size: 14px; white-space: pre; }
    .strong { font-weight: 600; }
    .faint { fill: #59636e; }
    .good { fill: #1a7f37; }
    .bad { fill: #cf222e; }
    @media (prefers-color-scheme: dark) {
      rect { fill: #0d1117; stroke: #3d444d; }
      text { fill: #f0f6fc; }
      .faint { fill: #9198a1; }
      .good { fill: #3fb950; }
      .bad { fill: #f85149; }
    }
  </style>
  <rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
${lines.map((line, row) => `  ${textElement(line, row)}\n`).join('')}</svg>
`;
}

/**
 * One line as one element. Each span begins at its column, whatever font is at hand.
 *
 * @param {Line} line
 * @param {number} row
 */
function textElement(line, row) {
  let column = 0;
  const spans = line.map(({ text, tone }) => {
    const x = MARGIN + column * COLUMN;
    column += text.length;
    return `<tspan x="${x.toFixed(1)}" class="${tone}">${escaped(text)}</tspan>`;
  });
  return `<text y="${MARGIN + (row + 0.75) * ROW}" xml:space="preserve">${spans.join('')}</text>`;
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
