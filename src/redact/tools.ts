/**
 * Tools that take a secret without an option that names it. Each line has names of tools, or of the subcommands that
 * stand for them (`mysql*`: every name that begins so), and then, as needed,
 *
 *   `-[pt]`  options followed by a secret: `-p x`, `-px`, `-p=x`, also combined as in `-vp x`
 *   `=p`     options that take a secret only as `-px`
 *   `:add`   the word before the operands
 *   `2`      how many operands are not secrets; later words may be values of options, which are hidden too
 *   `2n`     one less with the option `-n`
 *   `@`      the word after an operand that names a secret is a secret: `set requirepass x`
 *
 * An option that names its secret, such as `--password`, needs no line.
 */
const LINES = `
mysql*,mariadb*,7z* =p
mysqladmin,mariadb-admin =p :password 0
mongo*,login,sshpass,useradd,usermod,doveadm,user:add -p
influx -[pt]
zip,unzip,mosquitto_* -P
snmp* -[AX]
ipmitool -P :password 1
redis-cli,valkey-cli -a :(?:auth|requirepass) 0
ldap*,smbpasswd -w
ldappasswd,slappasswd -[asw]
ssh-keygen -[NP]
netbird -k
transmission-remote -n
htpasswd,mosquitto_passwd 2n
openssl :passwd 0
pihole -p :setpassword 0
cloudflared :install 0
vault :login 0
bw,immich :login 1
mc,mcli :(?:add|set) 2
filebrowser -p :add 1
ngrok :(?:add-)?authtoken 0
mkpasswd,reset-admin-password 0
add_user,authenticate_user,change_password,wpa_passphrase 1
change-password,set-password,hash-password,user:password -p 1
user:create -p 2
rclone :obscure 0 @
config,configure,crudini,nmcli @
config:system:set,config:app:set --value @
`;

/** One line of {@link LINES}. */
export interface Usage {
  /** Matches an option up to its secret, or whole if the next word is the secret. */
  readonly option: RegExp | undefined;
  /** Matches the word before the operands, alone and among other words. */
  readonly keyword: RegExp | undefined;
  /** How many operands are not secrets. */
  readonly open: number;
  readonly oneLessWith: RegExp | undefined;
  readonly isNamed: boolean;
}

// Not `-p` and a password: `mysql -port 3306`.
const LONG = 'p(?:ath|ort|refix|rofile|rotocol)';

/** By name, or by the beginning of the name. */
export const TOOLS: Map<string, Usage> = new Map();
for (const [, names = '', sign, option, keyword, open = Infinity, flag, namedSign] of LINES.matchAll(
  /(\S+)(?: ([-=])(\S+))?(?: :(\S+))?(?: (\d)(.?))?( @)?\n/g,
)) {
  const usage = {
    option: option
      ? new RegExp(`^-(?!${LONG}$)(?:${option}=?(?=.)${sign === '-' ? `|\\w{0,2}${option}$` : ''})`)
      : undefined,
    keyword: keyword ? new RegExp(`(?<![^\\s"',])${keyword}(?![^\\s"',])`, 'i') : undefined,
    open: Number(open),
    oneLessWith: flag ? new RegExp(`\\s-\\w*${flag}`) : undefined,
    isNamed: namedSign !== undefined,
  };
  for (const name of names.split(',')) TOOLS.set(name.replace('*', ''), usage);
}

const FAMILIES = LINES.match(/[\w-]+(?=\*)/g) ?? [];
const WITH_OPERANDS = [...TOOLS].filter(([, { open, isNamed }]) => isNamed || open < Infinity).map(([name]) => name);

// Not the folder `/config`, and not `Unpacking openssl`.
const BEFORE = String.raw`(?<![\w.-]|/(?=conf)|(?:heck|onfigur|nstall|emov|npack)ing )`;

/** A tool's name: the first group is the name, the second the beginning shared by several tools. */
export const TOOL: string = String.raw`${BEFORE}(?:(${[...TOOLS.keys()].join('|')})|(${FAMILIES.join('|')})[\w-]*)`;

/**
 * A tool's name after another tool's operands. A tool that takes options only counts if an option follows, because its
 * name may be an operand, as in `mc … mysql x`.
 */
export const NEXT_TOOL: string = String.raw`(?:(?:${WITH_OPERANDS.join('|')})|(?:${[...TOOLS.keys()].join('|')})[\w-]*(?=\\*["']?,?\h+\\*["']?-))`;
