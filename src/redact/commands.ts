import type { RedactionRule } from './rule.js';
import { NAME, NO_SENTENCE, VALUE } from './values.js';

const SECRET = '$1[secret]';

/** What follows an option of these commands; a command's line ends where the next one could begin, see {@link COMMAND_RULES}. */
function optionOf(commands: string, option: string): RedactionRule {
  return {
    pattern: new RegExp(`((?:${commands})(?:(?!${commands})[^\\n;&|])*?[ \\t]-${option})${VALUE}`, 'g'),
    replacement: SECRET,
  };
}

/** A user and a password with a colon or, for Samba, a percent sign between: both quoted, each, or none. */
const USER_AND_PASSWORD = String.raw`(?:"[^\s":%]*[:%](?!\/\/)[^"\n]+"|'[^\s':%]*[:%](?!\/\/)[^'\n]+'(?:\\''[^'\n]*')*|(?:"[^\s":]*"|'[^\s':]*'|["']?(?!\/)[^\s:"']*)[:%](?!:|\/\/)(?:"[^"\n]+"|'[^'\n]+'|[^\s"']+))`;

/** What reads a password from its standard input. */
const READS_SECRET = String.raw`(?:sudo[ \t]+(?:-\w+[ \t]+){0,5}-\w{0,9}S\b|(?:sudo[ \t]+)?(?:passwd|htpasswd|mkpasswd|openssl[ \t]+passwd|smbpasswd)\b|[^\n|]{1,120}[ \t]--(?:password-stdin|with-token)\b)`;

/** Secrets that commands take without naming them. Linear as {@link SECRET_RULES} are. */
export const COMMAND_RULES: readonly RedactionRule[] = [
  // Options.
  optionOf('mysql|mariadb|sshpass|7z', 'p'),
  optionOf('login|redis-cli|sshpass|user(?:add|mod)', '[ap][ \\t]+(?!-)'),
  optionOf('(?<![\\w.-])(?:un)?zip(?=[ \\t])|mosquitto_[prs]\\w+|ipmitool', 'P[ \\t]*(?!-)'),
  optionOf('\\bldap(?:add|delete|modify|passwd|search|whoami)', 'w[ \\t]*(?!-)'),
  // `-u 1000:1000`, `-u www-data:www-data`, `-u $(id -u):$(id -g)`, `git add -u :/` and `date -u +%H:%M` are none.
  {
    pattern: new RegExp(
      `([ \\t]-(?:[A-Za-z]{0,6}[uU][ \\t]+|[uU]|-(?:proxy-)?user[ \\t=]+))(?!["']?(?:\\d*:\\d+\\b|([\\w-]+):\\2\\b|[+)]|:\\/|\\$\\(id\\b))${USER_AND_PASSWORD}`,
      'g',
    ),
    replacement: SECRET,
  },

  // By their place.
  {
    pattern: new RegExp(
      `(\\brabbitmqctl[^\\n;&|]{0,60}?[ \\t](?:add_user|authenticate_user|change_password)[ \\t]+\\S+[ \\t]+)${VALUE}`,
      'g',
    ),
    replacement: SECRET,
  },
  {
    pattern: new RegExp(
      `((?:htpasswd|mosquitto_passwd)[ \\t]+-(?=\\w{0,9}b)(?:\\w{0,9}n\\w{0,9}|\\w{1,9}[ \\t]+\\S+)[ \\t]+\\S+[ \\t]+)${VALUE}`,
      'g',
    ),
    replacement: SECRET,
  },
  { pattern: new RegExp(`(mysqladmin[^\\n;&|]{0,80}?[ \\t]password[ \\t]+)${VALUE}`, 'g'), replacement: SECRET },
  {
    pattern: new RegExp(`(\\bconfig(?:ure)?[ \\t]+set[ \\t]+[\\w./:-]{0,60}${NAME}[ \\t]+)(?!-)${VALUE}`, 'gi'),
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
  { pattern: new RegExp(`(\\brclone[ \\t]+obscure[ \\t]+)(?!-)${VALUE}`, 'g'), replacement: SECRET },
  {
    pattern: new RegExp(`(\\bmachine[ \\t]+\\S+\\s{1,9}login[ \\t]+\\S+\\s{1,9}password[ \\t]+)${VALUE}`, 'g'),
    replacement: SECRET,
  },

  // Piped.
  { pattern: /(?<=\w:)[^\s:"']+(?=["']?[ \t]*\|[ \t]*(?:sudo[ \t]+)?chpasswd)/g, replacement: '[secret]' },
  {
    pattern: new RegExp(
      `((?<![\\w-])(?:(?:echo|printf)[ \\t]+(?:-[neE]+[ \\t]+)?|cat[ \\t]*<<<[ \\t]*))[^\\n|]{0,200}[^\\s|](?=[ \\t]*\\|[ \\t]*${READS_SECRET})`,
      'g',
    ),
    replacement: SECRET,
  },
  { pattern: /(chpasswd[ \t]*<<<[ \t]*["']?[\w.-]+:)[^\s"']+/g, replacement: SECRET },
  {
    pattern: new RegExp(
      `((?:\\bsudo[ \\t][^\\n;&|<]{0,60}?-\\w{0,9}S\\b|(?<!ch)passwd|--password-stdin|--with-token)[^\\n;&|<]{0,80}<<<[ \\t]*)${VALUE}`,
      'g',
    ),
    replacement: SECRET,
  },
  { pattern: /(\b(?:PLEX_)?CLAIM=)[^\s"']+/g, replacement: SECRET },
];
