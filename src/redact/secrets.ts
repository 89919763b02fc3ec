import type { RedactionRule } from './rule.js';

const SECRET = '$1[secret]';
const PRIVATE_KEY = '[private key]';

// What stands before such a word is open (`DB_PASSWORD`, `accessToken`), what follows is not (`tokenizer`,
// `passthrough`, `PASSWORD_FILE`). A bypass and a compass are no pass, and PWD alone is a directory.
const NAME = String.raw`(?:(?<!by|com|sur|tres)pass(?:wor[dt]|wd|phrase|code|in|out)?|(?<=[_.?&-])pwd?|secret|token|jwt|psk|credentials?|(?:api|access|account|admin|app|auth|deploy|encryption|licen[cs]e|master|private|secret|service|session|shared|signing|storage)[-_ ]?key|(?<=:_)auth)(?:_?(?:base|hash|key|value))?\d*`;

// A quoted text, as JSON inside a quoted text, JSON, or a shell writes it, or with its end cut off.
const QUOTED = String.raw`(?:\\+"(?:(?!\\*").)+\\+"|"(?:[^"\\\n]|\\.)+"|'(?:[^'\\\n]|\\.)+'(?:\\''[^'\n]*')*|\\*["'][^\s"'][^\n"']*)`;
// Up to a blank, a quote or the next `&name=`, without the punctuation that closes it.
// Nothing is no secret, and a setting may be there to say so.
const BARE = String.raw`(?!(?:false|none|null|true|undefined)(?:[\s"',;)}]|$))(?:[^\s"'&;,]|[&;,](?!\s|[\w.-]{1,40}=))+(?<![,;)}])`;
const VALUE = `(?:${QUOTED}(?:${BARE})?|${BARE})`;

// `password: for` and `token: expected` belong to sentences; a value ends its line or quote, or is no plain word.
const VALUE_AFTER_COLON = String.raw`(?:${QUOTED}|(?=\S{0,64}\d|\S{1,64}[^\sa-z"'.,:;!?)]|[a-z]{1,64}(?:["'\\]|[ \t]{0,9}$))${BARE})`;
const QUOTE = String.raw`\\*["']?`;

/**
 * Secrets, in the order they are looked for.
 *
 * Every pattern takes linear time: a repetition is bounded, begins only where its run of characters
 * begins, or ends where the next match could begin.
 */
export const SECRET_RULES: readonly RedactionRule[] = [
  // Whole, or without its end.
  {
    pattern:
      /-----BEGIN [\w ]{0,40}(?:PRIVATE KEY|Static key)[\w ]{0,10}-----(?:(?:(?!-----)[^])*-----END [\w ]{1,60}-----|(?:(?!-----)[\s\w+/=\\:,-])*)/g,
    replacement: PRIVATE_KEY,
  },
  // Without its beginning.
  {
    pattern: /(?<![\w+/=\\\r\n])[\w+/=\\\r\n]+-----END [\w ]{0,40}PRIVATE KEY[\w ]{0,10}-----/g,
    replacement: PRIVATE_KEY,
  },

  // `//user:password@host`, its password encoded or not.
  {
    pattern: /(?<=\/\/)(?!git@)(?:[^\s/?#"'<>]+|[^\s/?#@:"']*:(?!\d+[/?#])(?:(?!\/\/)[^\s"'@])*)@/g,
    replacement: '[secret]@',
  },
  { pattern: /(?<=\w:)[^\s:@/"']+@(?=localhost|tcp\(|unix\(|\d+\.\d+\.\d+\.\d)/g, replacement: '[secret]@' },
  {
    pattern: /([?&](?:[\w.-]{0,20}(?:key|sig|signature|credential|auth|session)|code|sid|jwt|pw)=)[^&\s"'#]+/gi,
    replacement: SECRET,
  },
  {
    pattern: /((?:hooks\.slack\.com\/services|discord(?:app)?\.com\/api\/webhooks)\/)[\w/-]+/g,
    replacement: SECRET,
  },

  // Headers.
  {
    pattern:
      /(authorization\\*["']?[ \t]*[:=][ \t]*\\*["']?(?:(?:bearer|basic|token|apikey|negotiate)[ \t]+)?)(?:digest[^\n]*|[^\s"'\\]+)/gi,
    replacement: SECRET,
  },
  { pattern: /(\bbearer[ \t]+)(?=\S{0,64}\d)[\w.~+/-]{8,}=*/gi, replacement: SECRET },
  { pattern: /(\b[Bb]asic[ \t]+)(?=\S{0,64}(?:[a-z][A-Z]|\d|=))[\w+/]{8,}=*/g, replacement: SECRET },
  { pattern: /(cookie\\*["']?[ \t]*[:=][ \t]*(?:\[["']|\\*["'])?)[^\n"']+/gi, replacement: SECRET },

  // Named in a command line, a configuration file, a query or a sentence.
  {
    pattern: new RegExp(`((?<![\\w-])--?[\\w-]*${NAME}[ \\t]+)(?!-|(?:and|for|in|is|or|to|was)\\b)${VALUE}`, 'gi'),
    replacement: SECRET,
  },
  {
    pattern: new RegExp(`(${NAME}${QUOTE}\\]?(?:[ \\t]+(?::?=|=>)[ \\t]*|:?=>?)(?![=>]))${VALUE}`, 'gi'),
    replacement: SECRET,
  },
  {
    pattern: new RegExp(
      `((?<!unexpected |invalid )${NAME}${QUOTE}(?: for \\S{1,40})?(?:(?: is)?[ \\t]*:(?!:)| is(?=[ \\t]+\\S{0,64}\\d))[ \\t]*)${VALUE_AFTER_COLON}`,
      'gim',
    ),
    replacement: SECRET,
  },
  { pattern: new RegExp(`(<\\w*${NAME}>)[^<\\n]+`, 'gi'), replacement: SECRET },
  {
    pattern: new RegExp(`((?:identified (?:with \\w+ as|(?:with \\w+ )?by)|password)[ \\t(]+)${QUOTED}`, 'gi'),
    replacement: SECRET,
  },

  // Options that carry one without its name.
  {
    pattern: new RegExp(
      `((?:mysql|mariadb|sshpass|7z)(?:(?!mysql|mariadb|sshpass|7z)[^\\n;&|])*?[ \\t]-p)${VALUE}`,
      'g',
    ),
    replacement: SECRET,
  },
  {
    pattern: new RegExp(
      `((?:login|redis-cli|sshpass|user(?:add|mod))(?:(?!login|redis-cli|sshpass|user(?:add|mod))[^\\n;&|])*?[ \\t]-[ap][ \\t]+)(?!-)${VALUE}`,
      'g',
    ),
    replacement: SECRET,
  },
  {
    pattern:
      /([ \t]-(?:[A-Za-z]{0,6}[uU][ \t]+|[uU]|-(?:proxy-)?user[ \t=]+)["']?)(?!\d+:\d+\b|([\w-]+):\2\b)[^\s:"'/]+[:%](?!:)[^\s"']+/g,
    replacement: SECRET,
  },
  { pattern: /(?<=\w:)[^\s:"']+(?=["']?[ \t]*\|[ \t]*(?:sudo[ \t]+)?chpasswd)/g, replacement: '[secret]' },
  {
    pattern:
      /((?<![\w-])echo[ \t]+(?:-n[ \t]+)?)["']?[^\s"'|]+["']?(?=[ \t]*\|[ \t]*(?:sudo[ \t]+-S|(?:sudo[ \t]+)?(?:passwd|htpasswd)[ \t]))/g,
    replacement: SECRET,
  },
  { pattern: /(\b(?:PLEX_)?CLAIM=)[^\s"']+/g, replacement: SECRET },
  { pattern: /(chpasswd[ \t]*<<<[ \t]*["']?[\w.-]+:)[^\s"']+/g, replacement: SECRET },

  // By their shape; the first are hashes of passwords.
  { pattern: /\$(?:[156y]|2[aby]|argon2id?)\$[\w./$=,+-]{8,}/g, replacement: '[secret]' },
  { pattern: /(?<![\w-])claim-[\w-]{16,}/g, replacement: '[secret]' },
  {
    pattern:
      /(?<![A-Za-z\d])(?:gh[oprsu]_|github_pat_|gl(?:agent|cbt|dt|ft|oas|pat|ptt|rt|soat)-|sk-|xox[a-z]-|xapp-|dckr_pat_|tskey-|gl(?:c|sa)_|AIza|do[opr]_v1_|[rs]k_(?:live|test)_|whsec_|hvs\.|SG\.|GOCSPX-|ya29\.|AGE-SECRET-KEY-|eyJ|pypi-AgE)(?=[\w.-]{0,40}\d)[\w.-]{16,}/g,
    replacement: '[secret]',
  },
  {
    pattern: /(?<![A-Za-z\d])(?:(?:hf|npm)_[A-Za-z\d]{30,}|A(?:KI|SI)A[A-Z\d]{16})(?!\w)|(?<!\d)\d{8,10}:AA[\w-]{33}/g,
    replacement: '[secret]',
  },
];
