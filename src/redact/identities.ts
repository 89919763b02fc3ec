import type { RedactionRule } from './rule.js';

const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|[01]?\d?\d)`;
const LETTER = String.raw`[\w\u0080-\uFFFF-]`;

// A number of four parts is an address, unless the text around it says that it is a version: a word, a comparison as
// packages write it, the folder of a release, a line of `dpkg -l`, or pip's list of what there is.
const COMPARED = String.raw`(?:[<>~]= ?|(?<!["'\s])[=!]=|\((?:[=!]?=|<<|>>) ?)(?:\d:)?`;
const NAMED_VERSION = String.raw`(?<![A-Za-z])(?:(?:[Vv]er(?:sion)?|VERSION)s?(?: is)?["']?[ :=/]{1,3}|(?:[Rr]elease|RELEASE|[Tt]ag|TAG)s?["']?[:=][ :=]{0,2}|releases\/(?:download|tag)\/)["']?`;
const LISTED = String.raw`^(?:ii|rc|i[FHUW])[ \t]{2,9}[\w.+:-]{1,60}[ \t]{1,60}|\bversions: (?:[\w.+!-]{1,30}, ){0,60}`;
// `openresty/1.27.1.2`, but not `localhost/127.0.0.1`, `tcp/203.0.113.9`, `db/10.0.0.5`, and nothing of a path or with a port.
const PLACES =
  'addr|address|client|cidr|database|dns|from|gateway|host|inet|ip|lan|local|localhost|net|network|node|peer|proxy|remote|route|server|ssh|subnet|tcp|to|udp|via|vlan|wan'
    .split('|')
    .flatMap((word) => [word, word.toUpperCase(), word.replace(/^./, (letter) => letter.toUpperCase())])
    .join('|');
const PRODUCT = String.raw`(?:^|[\s"'(,;])(?!(?:${PLACES})\d{0,3}\/)(?:[A-Z][\w.+-]{0,40}\/|[a-z][\w+-]{0,40}\/(?!10\.)(?=[1-3]?\d\.))(?=[\d.]+(?:[\s"'),;-]|$))`;
const NO_VERSION_BEFORE = String.raw`(?<!${COMPARED})(?<!${NAMED_VERSION})(?<!${LISTED})(?<!${PRODUCT})`;
const NO_PACKAGE_AFTER = String.raw`(?!\d|\.\d|(?:[-+~][\w.+~]{0,40})?(?:_|[ \t]{1,20})(?:amd64|arm64|armhf|i386)\b|-(?:py|cp)\d)`;
const NO_VERSION_AFTER = String.raw`(?!\w|[-+~]\d{0,3}(?:[+~]|ubuntu|deb|pve|bpo|dfsg|alpha|beta|rc)|-\d(?![\d.])|[ \t]{1,20}all\b(?= \[))`;
// Where a number of four parts stands, because looking back is dear.
const CANDIDATE = String.raw`(?<!\d|\d\.)(?=(?:\d{1,3}\.){3}\d)`;

/** What tells who and where somebody is, in the order it is looked for. Linear as the secrets' patterns are. */
export const IDENTITY_RULES: readonly RedactionRule[] = [
  // Prompts: `root@pve1:~# `, `pi@garage:~ $ `, `[root@pve1 ~]# `.
  {
    pattern: /(?<![\w.-])[\w.-]+@[\w.-]+(?=:[~/][^\s@]* ?[#$](?:\s|$)|[ \t][^\s@\]]*\][#$])/g,
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
  // Ranges no version comes from, one that few do, then all others.
  {
    pattern: /(?<![\d.])(?:192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254)(?:\.\d{1,3}){2}(?!\d|\.\d)/g,
    replacement: '[ip]',
  },
  {
    pattern: new RegExp(
      `${CANDIDATE}(?<!\\.|\\b[Vv])${NO_VERSION_BEFORE}10(?:\\.${OCTET}){3}${NO_PACKAGE_AFTER}`,
      'gm',
    ),
    replacement: '[ip]',
  },
  {
    pattern: new RegExp(
      `${CANDIDATE}(?<![\\w.+~]|[A-Za-z_]-)${NO_VERSION_BEFORE}(?:${OCTET}\\.){3}${OCTET}${NO_PACKAGE_AFTER}${NO_VERSION_AFTER}`,
      'gm',
    ),
    replacement: '[ip]',
  },
];
