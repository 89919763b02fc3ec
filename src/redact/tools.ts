/**
 * How tools are told secrets that their command line does not call one, in the words of their usage:
 *
 *   `-p$`        the option's value is secret, written right behind it; `-p:$` there, or as the next word
 *   `--x:$`      the same of an option with a long name, behind one hyphen or two
 *   `-CD:`       options whose value is no secret, which is no operand either; `--x:` long ones
 *   `+b` `!n`    only where the option is given, or is not
 *   `$` `_`      an operand that is secret, or is not
 *   `@`          an operand that names a secret, such as `requirepass`; the next word is `$`
 *   `word`       an operand that is this word; operands are counted behind it
 *
 * Options may be bundled, and stand before or behind operands. One that says what it is (`--password`) is not in here.
 */
const USAGES = `
htpasswd +b !n -C: _ _ $
htpasswd +bn -C: _ $
mosquitto_passwd +b _ _ $
mysql,mysqldump,mysqlcheck,mysqlimport,mysqlshow,mariadb,mariadb-dump,mariadb-check,mariadb-import -DEPSehu: -p$
mysqladmin,mariadb-admin -PShu: -p$ password $
mongo,mongosh,mongodump,mongorestore,mongoexport,mongoimport,cqlsh,cypher-shell -u: -p:$
redis-cli,valkey-cli,keydb-cli -hnpu: --user: -a:$ auth $
redis-cli,valkey-cli,keydb-cli -hnpu: -a:$ auth _ $
config,configure set @ $
redis-cli,valkey-cli,keydb-cli -hnpu: set @ $
git config @ $
crudini,nmcli,rclone @ $
npm,pnpm,yarn set @ $
rclone obscure $
config:system:set,config:app:set @ --value:$
useradd,usermod,adduser -GKbcdefgksu: -p:$
login -u: -ap:$
sshpass -P: -p:$
7z,7za,7zz,rar,unrar -p$
zip,unzip -dinxb: -P:$
mosquitto_pub,mosquitto_sub,mosquitto_rr,ipmitool -AHILUhimptu: -P:$
ipmitool -HILPU: password _ $
ldapadd,ldapdelete,ldapmodify,ldapsearch,ldapwhoami -DHbfsy: -w:$
ldappasswd -DHy: -swa:$
slappasswd -ch: -s:$
smbpasswd,kadmin -UDpr: -w:$
samba-tool -HU: --username: create _ $
samba-tool -HU: --username: add _ $
openssl --in: --out: --salt: passwd $
openssl --k:$
mkpasswd -PRSm: $
ssh-keygen -Cbft: -NP:$
snmpwalk,snmpget,snmpset -laux: -AX:$
doveadm -su: -p:$
wpa_passphrase _ $
rabbitmqctl -np: add_user _ $
rabbitmqctl -np: change_password _ $
rabbitmqctl -np: authenticate_user _ $
ejabberdctl,prosodyctl register _ _ $
ejabberdctl change_password _ _ $
emqx_ctl,filebrowser,hass,calibre-server -acdrl: --config: --database: --users: add _ $
filebrowser -d: --database: -p:$
hass -c: --config: change_password _ $
user:add,user:create,admin:create,user:new -elr: --role: --email: -p:$
kimai:user:password,fos:user:change-password,user:password,security:hash-password _ $
kimai:user:create _ _ _ $
fos:user:create _ _ $
reset-admin-password --homepath: --config: $
change-password,set-password,hash-password -ur: --username: -p:$ --plaintext:$
set-initial-password,add-authtoken,authtoken,wgpw,enroll -e: $
pihole -p:$ setpassword $
netbird -mnl: -k:$
cloudflared install $
influx -bnoru: -pt:$
transmission-remote -n:$
gotify,doctl,gitlab-runner -ru: -t:$
gitlab-runner -u: -r:$
cscli -u: -kp:$
hbbs,hbbr -pr: -k:$
curl --oauth2-bearer:$
mc,mcli set _ _ $ $
mc,mcli host add _ _ $ $
mc,mcli user add _ _ $
vault login $
bw login _ $
bw unlock $
immich login _ $
zrok enable $
sqlcmd -SUdQi: -P:$
kopia -p:$
`;

type OptionKind = 'value' | 'glued secret' | 'secret';

/** One line of the table above. */
export interface Usage {
  /** By letter or long name. */
  readonly options: ReadonlyMap<string, OptionKind>;
  readonly operands: readonly string[];
  readonly given: readonly string[];
  readonly notGiven: readonly string[];
}

/** By the command, or the subcommand that stands for it. */
export const TOOLS: ReadonlyMap<string, readonly Usage[]> = readUsages();

/** A command's name, with words behind it. */
export const TOOL_NAME: RegExp = new RegExp(
  `(?<![\\w.-])(?:${[...TOOLS.keys()].join('|')})(?=\\\\*["']?,?[ \\t]|\\\\\\r?\\n)`,
  'g',
);

function readUsages(): Map<string, Usage[]> {
  const tools = new Map<string, Usage[]>();
  for (const line of USAGES.trim().split('\n')) {
    const [names = '', ...parts] = line.split(' ');
    const options = new Map<string, OptionKind>();
    for (const [, long, short = '', kind] of parts.join(' ').matchAll(/(?<!\S)-(?:-([\w-]+)|(\w+))(:?\$?)(?!\S)/g)) {
      for (const name of long === undefined ? short : [`-${long}`]) {
        options.set(name, kind === ':' ? 'value' : kind === '$' ? 'glued secret' : 'secret');
      }
    }
    const flags = (sign: string) => parts.filter((part) => part[0] === sign).flatMap((part) => [...part.slice(1)]);
    const operands = parts.filter((part) => !/^[-+!]/.test(part));
    const usage = { options, operands, given: flags('+'), notGiven: flags('!') };
    for (const name of names.split(',')) tools.set(name, [...(tools.get(name) ?? []), usage]);
  }
  return tools;
}
