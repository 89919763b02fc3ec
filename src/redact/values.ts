/** How a shell, a configuration file, JSON or a sentence names a secret and writes it down: parts of patterns. */

// What stands before such a word is open (`DB_PASSWORD`, `accessToken`), what follows is not (`tokenizer`,
// `passthrough`, `PASSWORD_FILE`). A bypass and a compass are no pass, a PWD that is a path is a directory, and
// .NET's PublicKeyToken is what it says.
const NO_PATH = String.raw`(?!["']?\h*[:=]\h*["']?(?:[/$~.\x60]|[a-z]:\\))`;
const KEYS =
  'api|access|account|activation|admin|app|auth|cookie|deploy|encryption|enrol{1,2}(?:ment)?|hmac|join|licen[cs]e|master|pre-?shared|private|registration|secret|service|session|setup|shared|signing|storage|subscription';
// A letter comes first, and then what stands before it: looking back at every place is dear.
export const NAME: string = String.raw`(?:p(?:ass(?<!(?:by|com|sur|tres)pass)(?:wor[dt]s?|wds?|phrases?|codes?|in|out)?|wd?s?(?:(?<=[_.?&-]pwd?s?)|(?<!(?:get|old|vi)pwd?s?)${NO_PATH})|swd?|sk)|(?:secret|token)(?:s(?!["']?[\s:=]+["']?~?[\d.]+(?!\w)))?(?<!publickeytoken)|jwt|credentials?|salts?(?:(?<=(?:[_-]|hash|key|word)salts?)|(?<![a-z\d]salts?)(?=\\*["']|\h*=))|keys?(?<=(?:${KEYS})[-_ ]?keys?)|auth(?<=:_auth))(?:_?(?:base|hash|key|value))?\d*`;

// A quoted text, as JSON inside a quoted text, JSON, or a shell writes it, or with its end cut off.
export const QUOTED: string = String.raw`(?:\\+"(?:(?!\\*").)+\\+"|"(?:[^"\\\n]|\\.)+"|'(?:[^'\\\n]|\\.)+'(?:(?:\\'|"'")'[^'\n]*')*|\\*["'][^\s"'][^\n"']*)`;
/** Not a word that says there is no secret: `password=none`, `token: expired`. */
export const SOMETHING: string = String.raw`(?!(?:empty|expired|false|invalid|missing|none|null|required|true|undefined|unset)(?:[\s"',;)}]|$))`;
// Up to a blank, a quote or the next `&name=`, without the punctuation that closes it. `.*` is what `sed` replaces.
const BARE = String.raw`${SOMETHING}(?!\.\*)(?:[^\s"'&;,]|[&;,](?!\s|[\w.-]{1,40}=))+(?<![,;)}:.])`;
export const VALUE: string = `(?:${QUOTED}(?:${BARE})?|${BARE})`;

// `password: for`, `token: expected` and `password: 8 characters` belong to sentences, `token: '}'` to a parser, and
// `Password for 'https://…'` to a URL; a value ends its line or quote, or is no plain word.
export const VALUE_AFTER_COLON: string = String.raw`(?!\/\/|\d{1,4} (?:bits?|bytes?|char|digit|letter|or|symbol)|["'][^\w\s]{1,3}["'])(?:${QUOTED}|(?=\S{0,64}\d|\S{1,64}[^\sa-z"'.,:;!?)]|[a-z]{1,64}(?:["'\\]|\h{0,9}$))${BARE})`;
export const QUOTE: string = String.raw`\\*["']?`;

/** Not the word after it in a sentence: `the --password option`, `requirepass is not set`, `vault login failed`. */
export const NO_SENTENCE: string = String.raw`(?!(?:after|and|are|argument|as|because|but|can|cannot|command|error|exited|fail(?:ed|s|ure)|flag|for|from|ha[ds]|have|if|in|installing|instead|is|missing|must|no|not|on|option|or|parameter|requires?|returned|should|switch|timed|to|variable|via|was|when|will|with)[.,;:)]*(?:[\s"']|$))`;
