/** A command line as a manual would show it: each of these is written in every way a shell allows. */
export interface CommandLine {
  /** The command, and what has to stand before anything else. */
  readonly command: string;
  /** Options without a secret: `-b`, `-C 10`. */
  readonly flags?: readonly string[];
  /** Options whose value is the secret, by the ways their tool takes it: `-p`, `--setup-key`. */
  readonly secretOptions?: readonly string[];
  /** Such as take it right behind them only. */
  readonly gluedOptions?: readonly string[];
  /** Such as take it as the next word only. */
  readonly apartOptions?: readonly string[];
  /** {@link SECRET} among them, where it is one. */
  readonly operands?: readonly string[];
}

export const SECRET = 'Zq8!rT4x_Wn';

const databases = { flags: ['-N', '-B', '-u root', '-h db'], gluedOptions: ['-p'], operands: ['nextcloud'] };
const user = { flags: ['-r admin'], secretOptions: ['-p'], operands: ['admin'] };

export const commandLines: readonly CommandLine[] = [
  { command: 'htpasswd', flags: ['-c', '-b', '-5'], operands: ['/etc/nginx/.htpasswd', 'admin', SECRET] },
  { command: 'htpasswd', flags: ['-b', '-B', '-C 10'], operands: ['/f', 'mysql', SECRET] },
  { command: 'htpasswd', flags: ['-n', '-b', '-B', '-C 10'], operands: ['admin', SECRET] },
  { command: 'mosquitto_passwd', flags: ['-c', '-b'], operands: ['/etc/mosquitto/passwd', 'bob', SECRET] },
  ...['mysql', 'mysqldump', 'mysqlcheck', 'mysqlimport', 'mysqlshow'].map((command) => ({ ...databases, command })),
  ...['mariadb', 'mariadb-dump', 'mariadb-check', 'mariadb-import'].map((command) => ({ ...databases, command })),
  ...['mysqladmin', 'mariadb-admin'].flatMap((command) => [
    { command, flags: ['-u root'], gluedOptions: ['-p'], operands: ['status'] },
    { command, flags: ['-u root', '-h db'], operands: ['password', SECRET] },
  ]),
  ...['mongo', 'mongosh', 'mongodump', 'mongorestore', 'mongoexport', 'mongoimport'].map((command) => ({
    command,
    flags: ['-u admin'],
    secretOptions: ['-p'],
    operands: ['db'],
  })),
  ...['redis-cli', 'valkey-cli'].flatMap((command) => [
    { command, flags: ['-h cache', '-p 6379'], secretOptions: ['-a'], operands: ['ping'] },
    { command, flags: ['-h cache'], operands: ['AUTH', SECRET] },
    { command, flags: ['-h cache'], operands: ['auth', 'default', SECRET] },
    { command, flags: ['-h cache'], operands: ['CONFIG', 'SET', 'requirepass', SECRET] },
  ]),
  { command: 'wp config set', flags: ['--raw', '--path=/var/www'], operands: ['DB_PASSWORD', SECRET] },
  { command: 'npm config', flags: ['-g'], operands: ['set', '//registry.npmjs.org/:_authToken', SECRET] },
  { command: 'aws configure', operands: ['set', 'aws_secret_access_key', SECRET] },
  { command: 'crudini', flags: ['--set', '--existing'], operands: ['c.ini', 'database', 'password', SECRET] },
  { command: 'nmcli', flags: ['-t'], operands: ['dev', 'wifi', 'connect', 'home', 'password', SECRET] },
  // Operands that are called as tools are.
  ...['mysql_password', 'mariadb_password', 'ldap_bind_password', 'snmp_password', 'mongo_token', 'mysql_psw'].flatMap(
    (key) => [
      { command: 'crudini', flags: ['--set'], operands: ['c.ini', 'database', key, SECRET] },
      { command: 'netdata config', operands: ['set', 'redis', key, SECRET] },
    ],
  ),
  { command: 'mc alias', operands: ['set', 'minio', 'http://x', 'mysql', SECRET] },
  { command: 'mc alias', operands: ['set', 'minio', 'http://x', 'login', SECRET] },
  { command: 'rclone', operands: ['config', 'create', 'r', 's3', 'secret_access_key', SECRET] },
  { command: 'ngrok config', operands: ['add-authtoken', SECRET] },
  { command: 'rclone', operands: ['config', 'create', 'r', 'webdav', 'user', 'bob', 'pass', SECRET] },
  { command: 'rclone obscure', operands: [SECRET] },
  ...['config:system:set', 'config:app:set'].map((command) => ({
    command: `occ ${command}`,
    flags: ['--type=string'],
    secretOptions: ['--value'],
    operands: ['dbpassword'],
  })),
  ...['useradd', 'usermod'].map((command) => ({
    command,
    flags: ['-m', '-s /bin/bash', '-G sudo,docker'],
    secretOptions: ['-p'],
    operands: ['bob'],
  })),
  { command: 'docker login', flags: ['-u bob'], secretOptions: ['-p'], operands: ['ghcr.io'] },
  { command: 'sshpass', flags: ['-v'], secretOptions: ['-p'], operands: ['ssh', 'host'] },
  ...['7z', '7za', '7zz'].map((command) => ({
    command,
    gluedOptions: ['-p'],
    operands: ['x', 'a.7z'],
  })),
  ...['zip', 'unzip'].map((command) => ({ command, flags: ['-q'], secretOptions: ['-P'], operands: ['x.zip'] })),
  ...['mosquitto_pub', 'mosquitto_sub', 'mosquitto_rr'].map((command) => ({
    command,
    flags: ['-d', '-u bob', '-t x', '-h mqtt'],
    secretOptions: ['-P'],
  })),
  { command: 'ipmitool', flags: ['-I lanplus', '-U admin'], secretOptions: ['-P'], operands: ['power', 'on'] },
  { command: 'ipmitool', flags: ['-I lanplus'], operands: ['user', 'set', 'password', '2', SECRET] },
  ...['ldapadd', 'ldapdelete', 'ldapmodify', 'ldapsearch', 'ldapwhoami'].map((command) => ({
    command,
    flags: ['-x', '-L', '-D cn=admin'],
    secretOptions: ['-w'],
    operands: ['cn=x'],
  })),
  { command: 'ldappasswd', flags: ['-x'], secretOptions: ['-s', '-w', '-a'], operands: ['cn=x'] },
  { command: 'slappasswd', flags: ['-n'], secretOptions: ['-s'] },
  { command: 'smbpasswd', secretOptions: ['-w'] },
  { command: 'openssl passwd', flags: ['-6', '-salt x1'], operands: [SECRET] },
  { command: 'mkpasswd', flags: ['-m sha-512', '-S saltsalt'], operands: [SECRET] },
  { command: 'ssh-keygen', flags: ['-q', '-t ed25519', '-f k'], secretOptions: ['-N', '-P'] },
  ...['snmpwalk', 'snmpget', 'snmpset'].map((command) => ({
    command,
    flags: ['-l authPriv', '-u bob'],
    secretOptions: ['-A', '-X'],
    operands: ['host'],
  })),
  { command: 'doveadm pw', flags: ['-s SHA512-CRYPT'], secretOptions: ['-p'] },
  { command: 'wpa_passphrase', operands: ['home', SECRET] },
  { command: 'rabbitmqctl', flags: ['-q', '-n rabbit@x'], operands: ['add_user', 'admin', SECRET] },
  { command: 'rabbitmqctl', flags: ['-q'], operands: ['change_password', 'admin', SECRET] },
  { command: 'rabbitmqctl', flags: ['-q'], operands: ['authenticate_user', 'admin', SECRET] },
  { command: 'filebrowser users', flags: ['--perm.admin', '-d /x.db'], operands: ['add', 'admin', SECRET] },
  { command: 'filebrowser users update', flags: ['-d /x.db'], secretOptions: ['-p'], operands: ['1'] },
  { command: 'hass --script auth', flags: ['-c /config'], operands: ['change_password', 'bob', SECRET] },
  ...['user:add', 'user:create'].map((command) => ({
    ...user,
    command: `lnms ${command}`,
  })),
  { command: 'console kimai:user:create', flags: ['-n'], operands: ['admin', 'a@b.example', 'ROLE_ADMIN', SECRET] },
  ...['kimai:user:password', 'fos:user:change-password', 'user:password', 'security:hash-password'].map((command) => ({
    command: `php bin/console ${command}`,
    flags: ['-n'],
    operands: ['admin', SECRET],
  })),
  { command: 'php bin/console fos:user:create', flags: ['-n'], operands: ['admin', 'a@b.example', SECRET] },
  { command: 'grafana-cli admin reset-admin-password', flags: ['--homepath /usr/share/grafana'], operands: [SECRET] },
  { command: 'gitea admin user change-password', flags: ['-u bob'], secretOptions: ['-p'] },
  { command: 'kcadm.sh set-password', flags: ['-r master', '--username bob'], secretOptions: ['-p'] },
  { command: 'caddy hash-password', secretOptions: ['-p'] },
  { command: 'ngrok authtoken', operands: [SECRET] },
  { command: 'pihole setpassword', operands: [SECRET] },
  { command: 'pihole', flags: ['-a'], secretOptions: ['-p'] },
  { command: 'netbird up', flags: ['-m https://nb.example.org:443'], secretOptions: ['-k', '--setup-key'] },
  { command: 'cloudflared service', flags: ['--no-autoupdate'], operands: ['install', SECRET] },
  { command: 'influx setup', flags: ['-f', '-u admin', '-o home', '-b data'], secretOptions: ['-p', '-t'] },
  { command: 'transmission-remote', flags: ['-l'], secretOptions: ['-n'] },
  ...['mc', 'mcli'].flatMap((command) => [
    { command, operands: ['alias', 'set', 'local', 'http://x:9000', 'minioadm', SECRET] },
    { command, operands: ['config', 'host', 'add', 'local', 'http://x:9000', 'minioadm', SECRET] },
    { command, operands: ['admin', 'user', 'add', 'local', 'bob', SECRET] },
  ]),
  { command: 'vault', operands: ['login', SECRET] },
  { command: 'bw', flags: ['--raw'], operands: ['login', 'a@b.example', SECRET] },
  { command: 'immich', operands: ['login', 'http://x:2283/api', SECRET] },

  // What says what it is, whichever tool takes it.
  { command: 'tailscale up', flags: ['--ssh'], secretOptions: ['--authkey', '--auth-key', '-authkey'] },
  { command: 'pct create 100 x.tar.zst', flags: ['-unprivileged 1'], secretOptions: ['-password', '--password'] },
  { command: 'qm set 100', secretOptions: ['--cipassword', '-cipassword'] },
  { command: 'pveum user add bob@pve', secretOptions: ['--password', '-password'] },
  { command: 'meilisearch', flags: ['--env production'], secretOptions: ['--master-key'] },
  { command: 'wget', flags: ['-q'], secretOptions: ['--password', '--http-password', '--proxy-password'] },
  { command: 'cloudflared tunnel run', secretOptions: ['--token'] },
  { command: 'wp user create bob b@c.example', secretOptions: ['--user_pass'] },
  { command: 'occ maintenance:install', flags: ['-n'], secretOptions: ['--admin-pass', '--database-pass'] },
  { command: 'influx setup', flags: ['-f'], secretOptions: ['--password', '--token'] },
  { command: 'kc.sh bootstrap-admin user', secretOptions: ['--password', '--client-secret'] },
  { command: 'step ca provisioner add', secretOptions: ['--password', '--client-secret'], operands: ['x'] },
];
