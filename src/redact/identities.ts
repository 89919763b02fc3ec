import { anyCase, type Pattern, sameCase } from './pattern.js';

const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|[01]?\d?\d)`;
const LETTER = String.raw`[\w\u0080-\uFFFF-]`;

// Four numbers are an IP address, unless the context says that they are a version: a word, a package's comparison, a
// release folder, a line of `dpkg -l`, or pip's list of versions.
const COMPARED = String.raw`(?:[<>~]= ?|(?<!["'\s])[=!]=|\((?:[=!]?=|<<|>>) ?)(?:\d:)?`;
const NAMED_VERSION = String.raw`(?<![a-z])(?:ver(?:sion)?s?(?: is)?["']?[ :=/]{1,3}|(?:release|tag)s?["']?[:=][ :=]{0,2}|releases/(?:download|tag)/)["']?`;
const LISTED = String.raw`^(?:ii|rc|i[FHUW])\h{2,9}[\w.+:-]{1,60}\h{1,60}|\bversions: (?:[\w.+!-]{1,30}, ){0,60}`;
// Only for known products, because `es01/12.34.56.78` is a host with its address; and never with a port.
const PRODUCT = String.raw`(?:^|[\s"'(,;])(?:angie|applewebkit|caddy|(?:headless)?chrom(?:e|ium)|dalvik|edg|firefox|imagemagick|jackett|java|jellyfin\.server|jetty|kestrel|(?:lib)?curl|lighttpd|(?:microsoft)?\.(?:asp)?net[\w.]*|nginx|node\.js|openresty|php|plex ?media ?server|python(?:-requests)?|safari|(?:lid|prowl|rad|son)arr|tengine|(?:apache-)?tomcat|wget)/(?=(?:(?<=(?:chrom\w*|edg)/)1\d\d|(?<=(?:tomcat|server)/)10|(?!10)[1-3]?\d)\.[\d.]+(?:[\s"'),;-]|$))`;
const NO_VERSION_BEFORE = `(?<!${COMPARED}|${NAMED_VERSION}|${LISTED}|${PRODUCT})`;
const NO_PACKAGE_AFTER = String.raw`(?!\d|\.\d|(?:[-+~][\w.+~]{0,40})?(?:_|\h{1,20})(?:amd64|arm64|armhf|i386)\b|-(?:py|cp)\d)`;
const NO_VERSION_AFTER = String.raw`(?!\w|[-+~]\d{0,3}(?:[+~]|ubuntu|deb|pve|bpo|dfsg|alpha|beta|rc)|-\d(?![\d.])|\h{1,20}all\b(?= \[))`;
// Where four numbers begin. Checked first, because lookbehind is slow.
const CANDIDATE = String.raw`(?<!\d|\d\.)(?=(?:\d{1,3}\.){3}\d)`;

/**
 * Patterns of personal data (names, hosts, addresses), their replacements, and a text that any match contains, in order
 * of application. Linear, as the patterns of secrets are.
 */
export const IDENTITIES: readonly (readonly [pattern: Pattern, replacement: string, needed: string])[] = [
  // Prompts: `root@pve1:~# `, `pi@garage:~ $ `, `[root@pve1 ~]# `.
  [sameCase`(?<![\w.-])[\w.-]+@[\w.-]+(?=:[~/][^\s@]* ?[#$](?:\s|$)|\h[^\s@\]]*\][#$])`, '[user]@[host]', '@'],
  [sameCase`(?<!\.[a-z]{2,6})(/(?:home|Users)/)[^\s/\\:"'\x60<>|*?$,;&()[\]{}]+`, '$1[user]', '/'],
  [
    sameCase`(\b[A-Za-z]:[\\/]{1,4}Users[\\/]{1,4})(?:[^\\/\n:"<>|*?]{1,64}(?=[\\/])|[^\s\\/:"'<>|*?[]+)`,
    '$1[user]',
    ':',
  ],
  [
    anyCase`(?<![\w.%+\u0080-\uFFFF-])(?!git@)(?:${LETTER}|[.%+])+(?:@|%40)(?!v?\d+\.\d)(?:${LETTER}+\.)+(?!(?:service|socket|timer|target|mount|path|slice|scope|device|swap)\b)[a-z\u0080-\uFFFF]{2,}(?!${LETTER}|\.\w)`,
    '[email]',
    '.',
  ],
  [anyCase`(?<![\w:-])[\da-f]{2}([:-])(?:[\da-f]{2}\1){4}[\da-f]{2}(?!\w|[:-][\da-f]{2})`, '[mac]', ''],
  [sameCase`\b(enx|wlx)[\da-f]{12}\b`, '$1[mac]', ''],
  // Compressed IPv6 addresses of the ranges in use, because `Foo::Bar` and `a::b` are code; full ones by their eight
  // groups.
  [
    anyCase`(?<![\w:.])(?:(?:[23][\da-f]{3}|f[c-f][\da-f]{2}|0{1,4}|100|64:ff9b)(?::[\da-f]{1,4}){0,6}::(?:[\da-f:.]*[\da-f])?|::(?!:)(?=[a-f:]{0,20}\d)(?:[\da-f:.]*[\da-f])|(?:[\da-f]{1,4}:){7}[\da-f]{1,4})(?!\w|:\w)`,
    '[ip]',
    ':',
  ],
  // Private ranges that no version uses, then 10.0.0.0/8, then all other addresses.
  [sameCase`(?<![\d.])(?:192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254)(?:\.\d{1,3}){2}(?!\d|\.\d)`, '[ip]', '.'],
  [anyCase`${CANDIDATE}(?<!\.|\bv)${NO_VERSION_BEFORE}10(?:\.${OCTET}){3}${NO_PACKAGE_AFTER}`, '[ip]', '.'],
  [
    anyCase`${CANDIDATE}(?<![\w.+~]|[a-z_]-)${NO_VERSION_BEFORE}(?:${OCTET}\.){3}${OCTET}${NO_PACKAGE_AFTER}${NO_VERSION_AFTER}`,
    '[ip]',
    '.',
  ],
];
