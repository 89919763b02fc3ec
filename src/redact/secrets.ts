import type { RedactionRule } from './rule.js';
import { NAME, NO_SENTENCE, QUOTE, QUOTED, VALUE, VALUE_AFTER_COLON } from './values.js';

const SECRET = '$1[secret]';
const PRIVATE_KEY = '[private key]';

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
    pattern:
      /((?:[?&](?:[\w.-]{0,20}(?:key|sig|signature|credential|auth|session)|code|sid|jwt|pw)|\bX-Amz-(?:Credential|Signature))=)[^&\s"'#]+(?<![,;)}:.])/gi,
    replacement: SECRET,
  },
  {
    pattern: /((?:hooks\.slack\.com\/services|discord(?:app)?\.com\/api\/webhooks)\/)[\w/-]+/g,
    replacement: SECRET,
  },

  // Headers.
  {
    pattern:
      /(authorization\\*["']?[ \t]*[:=][ \t]*\\*["']?(?:(?:bearer|basic|token|apikey|negotiate)[ \t]+)?)(?:(?:aws4|digest)[^\n]*|[^\s"'\\]+)/gi,
    replacement: SECRET,
  },
  { pattern: /(\bbearer[ \t:="']{1,9})(?=\S{0,64}\d)[\w.~+/-]{8,}=*/gi, replacement: SECRET },
  { pattern: /(\b[Bb]asic[ \t]+)(?=\S{0,64}(?:[a-z][A-Z]|\d|=))[\w+/]{8,}=*/g, replacement: SECRET },
  { pattern: /(cookie\\*["']?[ \t]*[:=][ \t]*(?:\[["']|\\*["'])?)[^\n"']+/gi, replacement: SECRET },

  // Named in a command line, a configuration file, a query or a sentence.
  {
    pattern: new RegExp(`((?<![\\w-])--?[\\w-]*${NAME}(?:[ \\t]|\\\\\\r?\\n)+)(?!-)${NO_SENTENCE}${VALUE}`, 'gi'),
    replacement: SECRET,
  },
  // Not what a program computes: `token = tokenizer.next()`.
  {
    pattern: new RegExp(
      `(${NAME}${QUOTE}\\]?(?:[ \\t]+(?::?=|=>)[ \\t]*(?![a-z_][\\w.]{0,60}\\([^\\s"'\\d)]{0,60}\\)(?:[\\s.,;)]|$))|:?=>?)(?![=>]))${VALUE}`,
      'gi',
    ),
    replacement: SECRET,
  },
  {
    pattern: new RegExp(`(define\\([ \\t]*["']\\w{0,40}(?:${NAME}|_key|_salt)["'][ \\t]*,[ \\t]*)${VALUE}`, 'gi'),
    replacement: SECRET,
  },
  { pattern: /("auth\\*"[ \t]*:[ \t]*\\*")(?=[a-z+/]{0,64}[\d=])[\w+/]{12,}={0,2}/gi, replacement: SECRET },
  // OPENAI_KEY is one, PUBLIC_KEY and SSL_KEY=/etc/ssl/x.key are not.
  {
    pattern: new RegExp(
      `((?<=[A-Z\\d])(?<!APT|CACHE|FOREIGN|GPG|HOST|INDEX|PGP|PRIMARY|PUB|PUBLIC|REPO|SORT|SSH)_KEY=)(?!["']?[/~.$])(?=["']?[^\\s"']{0,64}\\d)${VALUE}`,
      'g',
    ),
    replacement: SECRET,
  },
  // On the line below its name, alone there.
  {
    pattern: new RegExp(
      `(${NAME}${QUOTE}[ \\t]*:[ \\t]*(?:[|>][+-]?[ \\t]*)?\\r?\\n[ \\t]+)(?:${QUOTED}|(?=\\S{0,64}\\d)[^\\s:"',]+)(?=,?[ \\t\\r]*$)`,
      'gim',
    ),
    replacement: SECRET,
  },
  {
    pattern: new RegExp(
      `((?<!unexpected )${NAME}${QUOTE}(?: for \\S{1,40}| (?:given|provided|received|supplied))?(?:(?: is)?[ \\t]*:(?!:)| is(?=[ \\t]+\\S{0,64}\\d)| (?:(?:has been|is|was) )?(?:changed|re-?set|set) to:?(?! (?:default|expire|never)\\b))[ \\t]*)${VALUE_AFTER_COLON}`,
      'gim',
    ),
    replacement: SECRET,
  },
  { pattern: new RegExp(`(<\\w*${NAME}>)[^<\\n]+`, 'gi'), replacement: SECRET },
  { pattern: new RegExp(`(password[ \\t(]+)${QUOTED}`, 'gi'), replacement: SECRET },
  // SQL; elsewhere a revision is identified by its hash.
  {
    pattern: new RegExp(
      `((?:IDENTIFIED|(?:user|exists|to) \\S{1,80} identified|@[^\\s@]{1,80} identified) (?:[Ww](?:ith|ITH) \\w+ )?(?:as|by|AS|BY)[ \\t(]+)${QUOTED}`,
      'g',
    ),
    replacement: SECRET,
  },
  // `token "x"` and `API key x is invalid`, where x has a digit.
  {
    pattern:
      /((?<!expected )(?:token|(?:api|access)[-_ ]?key|passphrase)[ \t]+\\*["'])(?=[^\s"'\\]{0,64}[a-z])(?=[^\s"'\\]{0,64}\d)[\w+/=.-]{8,}(?=\\*["'])/gi,
    replacement: SECRET,
  },
  {
    pattern:
      /((?:token|(?:api|access)[-_ ]?key|password|secret)[ \t]+)(?=\S{0,64}\d)[^\s"':;,]{6,}(?=[ \t]+(?:has|is|was)[ \t]+(?:been[ \t]+)?(?:disabled|expired|incorrect|invalid|not valid|rejected|revoked|unknown|wrong)\b)/gi,
    replacement: SECRET,
  },

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
