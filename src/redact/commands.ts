import { anyCase, type Pattern, sameCase } from './pattern.js';
import { NAME, NO_SENTENCE, QUOTED, VALUE } from './values.js';

/**
 * User and password, separated by a colon or, for Samba, a percent sign; quoted together, separately, or not at all.
 */
const USER_AND_PASSWORD = String.raw`(?:(?=["'][^\s"':%]*[:%](?!//))${QUOTED}|["']?(?!/)[^\s:"']*["']?[:%](?!:|//)(?:${QUOTED}|[^\s"']+))`;

/** Commands that run another command in a container, on another host or as another user. */
const ELSEWHERE = String.raw`(?:(?:\$STD|chroot|docker|env|lxc-attach|pct|podman|pveum|ssh|sudo)\h[^\n|]{0,80}?)?(?:/(?:usr/)?s?bin/)?`;

/** Commands that read a password from standard input. */
const READS_SECRET = String.raw`(?:sudo\h+(?:-\w+\h+){0,5}-\w{0,9}S\b|${ELSEWHERE}(?:argon2|cryptsetup|htpasswd|kinit|mkpasswd|(?:openssl\h+|ch)?passwd|pdbedit|saslpasswd2|smbpasswd|vncpasswd|(?:docker|gh|podman)\h+secret\h)\b|[^\n|]{1,120}\h--(?:password-stdin|with-token)\b)`;

/** Secrets that commands take without an option that names them. Linear, as {@link SECRETS} are. */
export const COMMAND_SECRETS: readonly Pattern[] = [
  // Not a user and password: `-u 1000:1000`, `-u www-data:www-data`, `-u $(id -u):$(id -g)`, `git add -u :/`, `date -u
  // +%H:%M`.
  sameCase`(\h-(?:[A-Za-z]{0,6}[uU]\h+|[uU]|-(?:proxy-)?user[ \t=]+))(?!["']?(?:\d*:\d+\b|([\w-]+):\2\b|[+)]|:/|\$\(id\b))${USER_AND_PASSWORD}`,

  // The replacement text of a `sed` command that sets a secret or replaces a placeholder.
  anyCase`((?<=["'; ])s([/|#,@~])(?:(?!\2)[^\n]){0,80}?(?:(?<!prohibit-)${NAME}|changeme|placeholder|requirepass)(?![a-z])(?:(?!\2)[^\n]){0,60}\2(?:[\w.#>$-]{1,60}\h*[ \t=:]\h*)?)(?!(?:no|yes)\2|["']?[$./~])(?:(?!\2)[^\n])+(?=\2)`,
  // Answers for a package's configuration (debconf): `mysql-server mysql-server/root_password password …`.
  sameCase`((?:\hpassword(?<=/[\w./+-]{1,80}\h{1,9}password)|/[\w-]{0,40}${NAME}\h+string)\h+)${VALUE}`,
  // Dockerfiles and csh, Redis and slapd, .netrc.
  anyCase`((?:^|["']|[|:>\]] )[ \t#]{0,9}(?:(?:set)?env\h+\w{0,40}${NAME}|bindpw|masterauth|requirepass|rootpw)\h+)(?!-)${NO_SENTENCE}${VALUE}`,
  sameCase`(\bmachine\h+\S+\s{1,9}login\h+\S+\s{1,9}password\h+)${VALUE}`,

  // From a pipe.
  sameCase`((?<![\w-])(?:(?:echo|printf|yes)\h+(?:-[neE]+\h+)?|cat\h*<<<\h*))[^\n|]{0,200}[^\s|](?=\h*\|\h*${READS_SECRET})`,
  sameCase`((?:\bsudo\h[^\n;&|<]{0,60}?-\w{0,9}S\b|passwd|--password-stdin|--with-token)[^\n;&|<]{0,80}<<<\h*)${VALUE}`,
  sameCase`(CLAIM=)[^\s"']+`,
];
