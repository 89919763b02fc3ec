import type { RedactionRule } from './rule.js';
import { NAME, NO_SENTENCE, VALUE } from './values.js';

const SECRET = '$1[secret]';

/** A user and a password with a colon or, for Samba, a percent sign between: both quoted, each, or none. */
const USER_AND_PASSWORD = String.raw`(?:"[^\s":%]*[:%](?!\/\/)[^"\n]+"|'[^\s':%]*[:%](?!\/\/)[^'\n]+'(?:\\''[^'\n]*')*|(?:"[^\s":]*"|'[^\s':]*'|["']?(?!\/)[^\s:"']*)[:%](?!:|\/\/)(?:"[^"\n]+"|'[^'\n]+'|[^\s"']+))`;

/** What runs a command elsewhere, or as another user. */
const ELSEWHERE = String.raw`(?:(?:\$STD|chroot|docker|env|lxc-attach|pct|podman|pveum|ssh|sudo)[ \t][^\n|]{0,80}?)?(?:\/(?:usr\/)?s?bin\/)?`;

/** What reads a password from its standard input. */
const READS_SECRET = String.raw`(?:sudo[ \t]+(?:-\w+[ \t]+){0,5}-\w{0,9}S\b|${ELSEWHERE}(?:argon2|cryptsetup|htpasswd|kinit|mkpasswd|openssl[ \t]+passwd|passwd|pdbedit|saslpasswd2|smbpasswd|vncpasswd|(?:docker|gh|podman)[ \t]+secret[ \t])\b|[^\n|]{1,120}[ \t]--(?:password-stdin|with-token)\b)`;

/** Secrets that commands take without naming them, whichever command it is. Linear as {@link SECRET_RULES} are. */
export const COMMAND_RULES: readonly RedactionRule[] = [
  // `-u 1000:1000`, `-u www-data:www-data`, `-u $(id -u):$(id -g)`, `git add -u :/` and `date -u +%H:%M` are none.
  {
    pattern: new RegExp(
      `([ \\t]-(?:[A-Za-z]{0,6}[uU][ \\t]+|[uU]|-(?:proxy-)?user[ \\t=]+))(?!["']?(?:\\d*:\\d+\\b|([\\w-]+):\\2\\b|[+)]|:\\/|\\$\\(id\\b))${USER_AND_PASSWORD}`,
      'g',
    ),
    replacement: SECRET,
  },

  // What `sed` writes in the place of a secret, or of the word that stands for one.
  {
    pattern: new RegExp(
      `((?<=["'; ])s([/|#,@~])(?:(?!\\2)[^\\n]){0,80}?(?:(?<!prohibit-)${NAME}|changeme|placeholder|requirepass)(?![a-z])(?:(?!\\2)[^\\n]){0,60}\\2(?:[\\w.#>$-]{1,60}[ \\t]*[ \\t=:][ \\t]*)?)(?!(?:no|yes)\\2|["']?[$./~])(?:(?!\\2)[^\\n])+(?=\\2)`,
      'gi',
    ),
    replacement: SECRET,
  },
  // What a package is told before it is configured: `mysql-server mysql-server/root_password password …`.
  {
    pattern: new RegExp(
      `((?:^|["']|echo )[ \\t]*[\\w.+-]{1,80}[ \\t]+[\\w.+-]{1,80}\\/[\\w./+-]{1,80}[ \\t]+password[ \\t]+)${VALUE}`,
      'gm',
    ),
    replacement: SECRET,
  },
  // Dockerfiles and csh, Redis and slapd, .netrc.
  {
    pattern: new RegExp(
      `((?:^|["']|[|:>\\]] )[ \\t#]{0,9}(?:(?:set)?env[ \\t]+\\w{0,40}${NAME}|bindpw|masterauth|requirepass|rootpw)[ \\t]+)(?!-)${NO_SENTENCE}${VALUE}`,
      'gim',
    ),
    replacement: SECRET,
  },
  {
    pattern: new RegExp(`(\\bmachine[ \\t]+\\S+\\s{1,9}login[ \\t]+\\S+\\s{1,9}password[ \\t]+)${VALUE}`, 'g'),
    replacement: SECRET,
  },

  // Piped.
  {
    pattern: new RegExp(
      `((?:echo|printf)[ \\t]+(?:-\\w+[ \\t]+)?\\\\*["']?[^\\s:"'|]{1,60}:)[^\\n|]{1,200}?(?=\\\\*["']?[ \\t]*\\|[ \\t]*${ELSEWHERE}chpasswd)`,
      'g',
    ),
    replacement: SECRET,
  },
  {
    pattern: new RegExp(
      `((?<![\\w-])(?:(?:echo|printf|yes)[ \\t]+(?:-[neE]+[ \\t]+)?|cat[ \\t]*<<<[ \\t]*))[^\\n|]{0,200}[^\\s|](?=[ \\t]*\\|[ \\t]*${READS_SECRET})`,
      'g',
    ),
    replacement: SECRET,
  },
  { pattern: /(chpasswd(?:[ \t]+[\w-]{1,20}){0,4}[ \t]*<<<[ \t]*["']?[\w.-]+:)[^\s"']+/g, replacement: SECRET },
  {
    pattern: new RegExp(
      `((?:\\bsudo[ \\t][^\\n;&|<]{0,60}?-\\w{0,9}S\\b|(?<!ch)passwd|--password-stdin|--with-token)[^\\n;&|<]{0,80}<<<[ \\t]*)${VALUE}`,
      'g',
    ),
    replacement: SECRET,
  },
  { pattern: /(\b(?:PLEX_)?CLAIM=)[^\s"']+/g, replacement: SECRET },
];
