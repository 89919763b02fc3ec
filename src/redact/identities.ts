import type { RedactionRule } from './rule.js';

const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|[01]?\d?\d)`;
const LETTER = String.raw`[\w\u0080-\uFFFF-]`;

// A number of four parts is an address, unless the text around it says that it is a version.
const NO_VERSION_BEFORE = String.raw`(?<![\w.+~]|[A-Za-z_]-|(?:[=<>~!]=|<<|>>|\(=) ?(?:\d:)?|\b(?:[Vv]er(?:sion)?|[Rr]elease|download|tag)s?["']?[ :=/]{1,3})`;
const NO_VERSION_AFTER = String.raw`(?!\w|\.\d|[-+~]\d{0,3}(?:[+~]|ubuntu|deb|pve|bpo|dfsg|alpha|beta|rc)|-\d(?![\d.])|[ \t]{1,20}(?:all|amd64|arm64|armhf|i386)\b)`;

/** What tells who and where somebody is, in the order it is looked for. Linear as the secrets' patterns are. */
export const IDENTITY_RULES: readonly RedactionRule[] = [
  // Prompts: `root@pve1:~# `, `[root@pve1 ~]# `.
  {
    pattern: /(?<![\w.-])[\w.-]+@[\w.-]+(?=:[~/][^\s@]*[#$](?:\s|$)|[ \t][^\s@\]]*\][#$])/g,
    replacement: '[user]@[host]',
  },
  { pattern: /(?<!\.[a-z]{2,6})(\/(?:home|Users)\/)[^\s/\\:"'`<>|*?$,;&()[\]{}]+/g, replacement: '$1[user]' },
  {
    pattern: /(\b[A-Za-z]:[\\/]{1,4}Users[\\/]{1,4})(?:[^\\/\n:"<>|*?]{1,64}(?=[\\/])|[^\s\\/:"'<>|*?[]+)/g,
    replacement: '$1[user]',
  },
  {
    pattern: new RegExp(
      `(?<![\\w.%+\\u0080-\\uFFFF-])(?!git@)(?:${LETTER}|[.%+])+(?:@|%40)(?!v?\\d+\\.\\d)(?:${LETTER}+\\.)+(?!(?:service|socket|timer|target|mount|path|slice|scope|device|swap)\\b)[a-z\\u0080-\\uFFFF]{2,}(?!${LETTER}|\\.\\w)`,
      'gi',
    ),
    replacement: '[email]',
  },
  {
    pattern: /(?<![\w:-])[\da-f]{2}([:-])(?:[\da-f]{2}\1){4}[\da-f]{2}(?!\w|[:-][\da-f]{2})/gi,
    replacement: '[mac]',
  },
  { pattern: /\b(enx|wlx)[\da-f]{12}\b/g, replacement: '$1[mac]' },
  // Compressed ones by the ranges in use, because `Foo::Bar` and `a::b` are code; whole ones by their eight parts.
  {
    pattern:
      /(?<![\w:.])(?:(?:[23][\da-f]{3}|f[c-f][\da-f]{2}|0{1,4}|100|64:ff9b)(?::[\da-f]{1,4}){0,6}::(?:[\da-f:.]*[\da-f])?|::(?!:)(?=[a-f:]{0,20}\d)(?:[\da-f:.]*[\da-f])|(?:[\da-f]{1,4}:){7}[\da-f]{1,4})(?!\w|:\w)/gi,
    replacement: '[ip]',
  },
  // Ranges no version comes from, then all others.
  {
    pattern: /(?<![\d.])(?:192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254)(?:\.\d{1,3}){2}(?!\d|\.\d)/g,
    replacement: '[ip]',
  },
  {
    pattern: new RegExp(`${NO_VERSION_BEFORE}(?:${OCTET}\\.){3}${OCTET}${NO_VERSION_AFTER}`, 'g'),
    replacement: '[ip]',
  },
];
