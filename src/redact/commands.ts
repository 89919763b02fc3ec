import { anyCase, sameCase } from './pattern.js';
import { NAME, NO_SENTENCE, QUOTED, VALUE } from './values.js';

/** A user and a password with a colon or, for Samba, a percent sign between: both quoted, each, or none. */
const USER_AND_PASSWORD = String.raw`(?:(?=["'][^\s"':%]*[:%](?!//))${QUOTED}|["']?(?!/)[^\s:"']*["']?[:%](?!:|//)(?:${QUOTED}|[^\s"']+))`;

/** What runs a command elsewhere, or as another user. */
const ELSEWHERE = String.raw`(?:(?:\$STD|chroot|docker|env|lxc-attach|pct|podman|pveum|ssh|sudo)\h[^\n|]{0,80}?)?(?:/(?:usr/)?s?bin/)?`;

/** What reads a password from its standard input. */
const READS_SECRET = String.raw`(?:sudo\h+(?:-\w+\h+){0,5}-\w{0,9}S\b|${ELSEWHERE}(?:argon2|cryptsetup|htpasswd|kinit|mkpasswd|(?:openssl\h+|ch)?passwd|pdbedit|saslpasswd2|smbpasswd|vncpasswd|(?:docker|gh|podman)\h+secret\h)\b|[^\n|]{1,120}\h--(?:password-stdin|with-token)\b)`;

/** Secrets that commands take without naming them, whichever command it is. Linear as {@link SECRETS} are. */
export const COMMAND_SECRETS: readonly RegExp[] = [
  // `-u 1000:1000`, `-u www-data:www-data`, `-u $(id -u):$(id -g)`, `git add -u :/` and `date -u +%H:%M` are none.
  sameCase`(\h-(?:[A-Za-z]{0,6}[uU]\h+|[uU]|-(?:proxy-)?user[ \t=]+))(?!["']?(?:\d*:\d+\b|([\w-]+):\2\b|[+)]|:/|\$\(id\b))${USER_AND_PASSWORD}`,

  // What `sed` writes in the place of a secret, or of the word that stands for one.
  anyCase`((?<=["'; ])s([/|#,@~])(?:(?!\2)[^\n]){0,80}?(?:(?<!prohibit-)${NAME}|changeme|placeholder|requirepass)(?![a-z])(?:(?!\2)[^\n]){0,60}\2(?:[\w.#>$-]{1,60}\h*[ \t=:]\h*)?)(?!(?:no|yes)\2|["']?[$./~])(?:(?!\2)[^\n])+(?=\2)`,
  // What a package is told before it is configured: `mysql-server mysql-server/root_password password …`.
  sameCase`((?:\hpassword(?<=/[\w./+-]{1,80}\h{1,9}password)|/[\w-]{0,40}${NAME}\h+string)\h+)${VALUE}`,
  // Dockerfiles and csh, Redis and slapd, .netrc.
  anyCase`((?:^|["']|[|:>\]] )[ \t#]{0,9}(?:(?:set)?env\h+\w{0,40}${NAME}|bindpw|masterauth|requirepass|rootpw)\h+)(?!-)${NO_SENTENCE}${VALUE}`,
  sameCase`(\bmachine\h+\S+\s{1,9}login\h+\S+\s{1,9}password\h+)${VALUE}`,

  // Piped.
  sameCase`((?<![\w-])(?:(?:echo|printf|yes)\h+(?:-[neE]+\h+)?|cat\h*<<<\h*))[^\n|]{0,200}[^\s|](?=\h*\|\h*${READS_SECRET})`,
  sameCase`((?:\bsudo\h[^\n;&|<]{0,60}?-\w{0,9}S\b|passwd|--password-stdin|--with-token)[^\n;&|<]{0,80}<<<\h*)${VALUE}`,
  sameCase`(CLAIM=)[^\s"']+`,
];
