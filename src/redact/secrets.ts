import { anyCase, type Pattern, sameCase } from './pattern.js';
import { NAME, NO_SENTENCE, QUOTE, QUOTED, VALUE, VALUE_AFTER_COLON } from './values.js';

/** A private key, even without its end or its beginning. */
export const PRIVATE_KEY: Pattern = sameCase`-----BEGIN [\w ]{0,40}(?:PRIVATE KEY|Static key)[\w ]{0,10}-----(?:(?:(?!-----)[^])*-----END [\w ]{1,60}-----|(?:(?!-----)[\s\w+/=\\:,-])*)|(?<![\w+/=\\\r\n])[\w+/=\\\r\n]+-----END [\w ]{0,40}PRIVATE KEY[\w ]{0,10}-----`;

/**
 * Patterns of secrets, in order of application. The first group, if any, is the text in front of the secret, which is
 * kept.
 *
 * Every pattern takes linear time: each repetition is bounded, starts only at the beginning of its run of characters,
 * or ends where the next match could start.
 */
export const SECRETS: readonly Pattern[] = [
  // `//user:password@host`, with the password percent-encoded or not.
  sameCase`(?<=//)(?!git@)(?:[^\s/?#"'<>]+|[^\s/?#@:"']*:(?!\d+[/?#])(?:(?!//)[^\s"'@])*)(?=@)`,
  sameCase`(?<=\w:)[^\s:@/"']+(?=@(?:localhost|tcp\(|unix\(|\d+\.\d+\.\d+\.\d))`,
  anyCase`((?:[?&](?:[\w.-]{0,20}(?:key|sig|signature|credential|auth|session)|code|sid|jwt|pw)|\bX-Amz-(?:Credential|Signature))=)[^&\s"'#]+(?<![,;)}:.])`,
  sameCase`((?:hooks\.slack\.com/services|discord(?:app)?\.com/api/webhooks)/)[\w/-]+`,

  // Headers.
  anyCase`(authorization\\*["']?\h*[:=]\h*\\*["']?(?:(?:bearer|basic|token|apikey|negotiate)\h+)?)(?:(?:aws4|digest)[^\n]*|[^\s"'\\]+)`,
  anyCase`(\bbearer[ \t:="']{1,9})(?=\S{0,64}\d)[\w.~+/-]{8,}=*`,
  sameCase`(\b[Bb]asic\h+)(?=\S{0,64}(?:[a-z][A-Z]|\d|=))[\w+/]{8,}=*`,
  anyCase`(cookie\\*["']?\h*[:=]\h*(?:\[["']|\\*["'])?)[^\n"']+`,

  // Named in a command line, a configuration file, a query or a sentence.
  anyCase`((?<![\w-])--?[\w-]*${NAME}(?:\h|\\\r?\n)+)(?!-)${NO_SENTENCE}${VALUE}`,
  // Not a computed value: `token = tokenizer.next()`.
  anyCase`(${NAME}${QUOTE}\]?(?:\h+(?::?=|=>)\h*(?![a-z_][\w.]{0,60}\([^\s"'\d)]{0,60}\)(?:[\s.,;)]|$))|:?=>?)(?![=>]))${VALUE}`,
  anyCase`(define\(\h*["']\w{0,40}(?:${NAME}|_key|_salt)["']\h*,\h*)${VALUE}`,
  anyCase`("auth\\*"\h*:\h*\\*")(?=[a-z+/]{0,64}[\d=])[\w+/]{12,}={0,2}`,
  // OPENAI_KEY is a secret; PUBLIC_KEY and SSL_KEY=/etc/ssl/x.key are not.
  sameCase`((?<=[A-Z\d])(?<!APT|CACHE|FOREIGN|GPG|HOST|INDEX|PGP|PRIMARY|PUB|PUBLIC|REPO|SORT|SSH)_KEY=)(?!["']?[/~.$])(?=["']?[^\s"']{0,64}\d)${VALUE}`,
  // Alone on the line below its name.
  anyCase`(${NAME}${QUOTE}\h*:\h*(?:[|>][+-]?\h*)?\r?\n\h+)(?:${QUOTED}|(?=\S{0,64}\d)[^\s:"',]+)(?=,?[ \t\r]*$)`,
  anyCase`((?<!unexpected )${NAME}${QUOTE}(?: for \S{1,40}| (?:given|provided|received|supplied))?(?:(?: is)?\h*:(?!:)| is(?=\h+\S{0,64}\d)| (?:(?:has been|is|was) )?(?:changed|re-?set|set) to:?(?! (?:default|expire|never)\b))\h*)${VALUE_AFTER_COLON}`,
  anyCase`(<\w*${NAME}>)[^<\n]+`,
  anyCase`(password[ \t(]+)${QUOTED}`,
  // SQL only; elsewhere a revision is IDENTIFIED BY its hash.
  sameCase`((?:IDENTIFIED|(?:user|exists|to) \S{1,80} identified|@[^\s@]{1,80} identified) (?:[Ww](?:ith|ITH) \w+ )?(?:as|by|AS|BY)[ \t(]+)${QUOTED}`,
  // `token "x"` and `API key x is invalid`, where x has a digit.
  anyCase`((?<!expected )(?:token|(?:api|access)[-_ ]?key|passphrase)\h+\\*["'])(?=[^\s"'\\]{0,64}[a-z])(?=[^\s"'\\]{0,64}\d)[\w+/=.-]{8,}(?=\\*["'])`,
  anyCase`((?:token|(?:api|access)[-_ ]?key|password|secret)\h+)(?=\S{0,64}\d)[^\s"':;,]{6,}(?=\h+(?:has|is|was)\h+(?:been\h+)?(?:disabled|expired|incorrect|invalid|not valid|rejected|revoked|unknown|wrong)\b)`,

  // Recognized by their form; the first are password hashes.
  sameCase`\$(?:[156y]|2[aby]|argon2id?)\$[\w./$=,+-]{8,}`,
  sameCase`(?<![\w-])claim-[\w-]{16,}`,
  sameCase`(?<![A-Za-z\d])(?:gh[oprsu]_|github_pat_|gl(?:agent|cbt|dt|ft|oas|pat|ptt|rt|soat)-|sk-|xox[a-z]-|xapp-|dckr_pat_|tskey-|gl(?:c|sa)_|AIza|do[opr]_v1_|[rs]k_(?:live|test)_|whsec_|hvs\.|SG\.|GOCSPX-|ya29\.|AGE-SECRET-KEY-|eyJ|pypi-AgE)(?=[\w.-]{0,40}\d)[\w.-]{16,}`,
  sameCase`(?<![A-Za-z\d])(?:(?:hf|npm)_[A-Za-z\d]{30,}|A(?:KI|SI)A[A-Z\d]{16})(?!\w)|(?<!\d)\d{8,10}:AA[\w-]{33}`,
];
