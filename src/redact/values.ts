/** Parts of patterns: how a shell, a configuration file, JSON or a sentence names a secret and writes its value. */

// The name may have any beginning (`DB_PASSWORD`, `accessToken`) but not any end (`tokenizer`, `passthrough`,
// `PASSWORD_FILE`). Exceptions: `bypass` and `compass`, a PWD that is a path, and .NET's PublicKeyToken.
const NO_PATH = String.raw`(?!["']?\h*[:=]\h*["']?(?:[/$~.\x60]|[a-z]:\\))`;
const KEYS =
  'api|access|account|activation|admin|app|auth|cookie|deploy|encryption|enrol{1,2}(?:ment)?|hmac|join|licen[cs]e|master|pre-?shared|private|registration|secret|service|session|setup|shared|signing|storage|subscription';
// Matches the last letters first and then looks back, because a lookbehind at every position is slow.
export const NAME: string = String.raw`(?:p(?:ass(?<!(?:by|com|sur|tres)pass)(?:wor[dt]s?|wds?|phrases?|codes?|in|out)?|wd?s?(?:(?<=[_.?&-]pwd?s?)|(?<!(?:get|old|vi)pwd?s?)${NO_PATH})|swd?|sk)|(?:secret|token)(?:s(?!["']?[\s:=]+["']?~?[\d.]+(?!\w)))?(?<!publickeytoken)|jwt|credentials?|salts?(?:(?<=(?:[_-]|hash|key|word)salts?)|(?<![a-z\d]salts?)(?=\\*["']|\h*=))|keys?(?<=(?:${KEYS})[-_ ]?keys?)|auth(?<=:_auth))(?:_?(?:base|hash|key|value))?\d*`;

// A quoted text: in JSON inside a quoted text, in JSON, or in a shell; its end may be cut off.
export const QUOTED: string = String.raw`(?:\\+"(?:(?!\\*").)+\\+"|"(?:[^"\\\n]|\\.)+"|'(?:[^'\\\n]|\\.)+'(?:(?:\\'|"'")'[^'\n]*')*|\\*["'][^\s"'][^\n"']*)`;
/** Excludes words that mean "no secret": `password=none`, `token: expired`. */
export const SOMETHING: string = String.raw`(?!(?:empty|expired|false|invalid|missing|none|null|required|true|undefined|unset)(?:[\s"',;)}]|$))`;
// Up to a blank, a quote or the next `&name=`, without closing punctuation. `.*` is a pattern in a `sed` command.
const BARE = String.raw`${SOMETHING}(?!\.\*)(?:[^\s"'&;,]|[&;,](?!\s|[\w.-]{1,40}=))+(?<![,;)}:.])`;
export const VALUE: string = `(?:${QUOTED}(?:${BARE})?|${BARE})`;

// `password: for`, `token: expected` and `password: 8 characters` are sentences, `token: '}'` is a parser's message,
// and `Password for 'https://…'` asks for a password. A value ends its line or quote, or is not a plain word.
export const VALUE_AFTER_COLON: string = String.raw`(?!\/\/|\d{1,4} (?:bits?|bytes?|char|digit|letter|or|symbol)|["'][^\w\s]{1,3}["'])(?:${QUOTED}|(?=\S{0,64}\d|\S{1,64}[^\sa-z"'.,:;!?)]|[a-z]{1,64}(?:["'\\]|\h{0,9}$))${BARE})`;
export const QUOTE: string = String.raw`\\*["']?`;

/** Excludes the next word of a sentence: `the --password option`, `requirepass is not set`, `vault login failed`. */
export const NO_SENTENCE: string = String.raw`(?!(?:after|and|are|argument|as|because|but|can|cannot|command|error|exited|fail(?:ed|s|ure)|flag|for|from|ha[ds]|have|if|in|installing|instead|is|missing|must|no|not|on|option|or|parameter|requires?|returned|should|switch|timed|to|variable|via|was|when|will|with)[.,;:)]*(?:[\s"']|$))`;
