import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readMarkdownFiles } from './code-blocks.js';
import { root } from './guides.mjs';
import { anchorsIn, deadLinks, linksIn } from './links.js';

describe('the links of the guides', () => {
  it.each(readMarkdownFiles())('lead somewhere: %s', (file) => {
    expect(deadLinks(file, readFileSync(`${root}${file}`, 'utf8'))).toEqual([]);
  });
});

describe('a link', () => {
  it.each([
    { text: '[a](nowhere.md)', dead: 'docs/a.md:1: nowhere.md does not exist' },
    { text: '# A\n\n[a](#b)', dead: 'docs/a.md:3: #b has no such heading' },
    { text: '[a](../README.md#not-there)', dead: 'docs/a.md:1: ../README.md#not-there has no such heading' },
    { text: '<img src="assets/nowhere.svg">', dead: 'docs/a.md:1: assets/nowhere.svg does not exist' },
    { text: '[a]: nowhere.md', dead: 'docs/a.md:1: nowhere.md does not exist' },
    { text: '[a](../../elsewhere.md)', dead: 'docs/a.md:1: ../../elsewhere.md leads out of the repository' },
    { text: '[a](/README.md)', dead: 'docs/a.md:1: /README.md is not relative' },
    { text: '[![a](nowhere.svg)](README.md)', dead: 'docs/a.md:1: nowhere.svg does not exist' },
  ])('is dead: $text', ({ text, dead }) => {
    expect(deadLinks('docs/a.md', text)).toEqual([dead]);
  });

  it.each([
    '[a](https://example.org/nowhere.md)',
    '[a](mailto:a@example.org)',
    '[a](README.md "the guides")',
    '# What `it` is, and *how*\n\n[a](#what-it-is-and-how)',
    '# A\n# A\n\n[a](#a-1)',
    '`[a](nowhere.md)`',
    '```md\n[a](nowhere.md)\n```',
    '[a](../examples/track.mjs) [b](../examples/)',
  ])('is alive or none: %j', (text) => {
    expect(deadLinks('docs/a.md', text)).toEqual([]);
  });

  it('and a heading in a code block are not there', () => {
    const text = '# A\n\n```sh\n# B\ncat [a](b.md)\n```\n';
    expect([...anchorsIn(text)]).toEqual(['a']);
    expect(linksIn('a.md', text)).toEqual([]);
  });
});
