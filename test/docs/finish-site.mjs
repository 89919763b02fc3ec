// @ts-check
// The last step of `npm run docs`: writes llms.txt beside the pages, and fails where one of their links is dead.
import { readFileSync, writeFileSync } from 'node:fs';
import { readGuide, readGuides, root } from './guides.mjs';
import { llmsFullText, llmsText } from './llms.mjs';
import { deadSiteLinks } from './site-links.mjs';

const readme = readFileSync(`${root}README.md`, 'utf8');
const { title: name, summary } = readGuide('README.md', readme);
const groups = readGuides();
const base = 'https://raw.githubusercontent.com/community-scripts/telemetry/main/';

const dead = deadSiteLinks(`${root}site`);
for (const problem of dead) console.error(problem);
if (dead.length > 0) process.exit(1);

writeFileSync(`${root}site/llms-full.txt`, llmsFullText({ readme, groups }));
// Last: where it stands, the site is whole.
writeFileSync(`${root}site/llms.txt`, llmsText({ name, summary, base, groups }));
