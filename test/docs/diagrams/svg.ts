/** A picture for the guides: legible on light and dark pages, and described for those who do not see it. */
export function picture({ width, height, title, description, shapes }: Picture): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-labelledby="title description">
<title id="title">${escaped(title)}</title>
<desc id="description">${escaped(description)}</desc>
<style>
svg { color-scheme: light dark; font: 14px system-ui, -apple-system, 'Segoe UI', sans-serif; }
.page { fill: #ffffff; stroke: #d0d7de; }
.box { fill: #f3f6fa; stroke: #8c959f; }
.entry { fill: #ddf4ff; stroke: #0969da; }
.end { fill: #dafbe1; stroke: #1a7f37; }
.line { fill: none; stroke: #57606a; }
.head { fill: #57606a; }
text { fill: #1f2328; }
.small { fill: #57606a; font-size: 12px; }
.code { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.title { font-weight: 600; font-size: 16px; }
@media (prefers-color-scheme: dark) {
.page { fill: #1f2328; stroke: #3d444d; }
.box { fill: #2a313c; stroke: #768390; }
.entry { fill: #10304f; stroke: #4493f8; }
.end { fill: #12361f; stroke: #3fb950; }
.line { stroke: #9198a1; }
.head { fill: #9198a1; }
text { fill: #f0f6fc; }
.small { fill: #b1bac4; }
}
</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="head" d="M0 0L8 4L0 8z"/></marker></defs>
<rect class="page" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
${shapes.join('\n')}
</svg>
`;
}

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** What the picture shows, in sentences. */
  readonly description: string;
  readonly shapes: readonly string[];
}

/** What a box or a line of text may look like; see the style above. */
export type Look = 'box' | 'entry' | 'end';
export type TextLook = 'small' | 'code' | 'small code' | 'title' | '';

export function box(look: Look, x: number, y: number, width: number, height: number): string {
  return `<rect class="${look}" x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>`;
}

export function text(
  look: TextLook,
  x: number,
  y: number,
  words: string,
  anchor: 'start' | 'middle' = 'start',
): string {
  return `<text class="${look}" x="${x}" y="${y}" text-anchor="${anchor}">${escaped(words)}</text>`;
}

export function arrow(fromX: number, fromY: number, toX: number, toY: number): string {
  return `<path class="line" d="M${fromX} ${fromY}L${toX} ${toY}" marker-end="url(#head)"/>`;
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
