import { describe, expect, it } from 'vitest';
import { redact } from '../../src/redact/redact.js';
import { mustGo } from './must-go.js';

// What each pattern repeats, begins with, or waits for in vain.
const PIECES = [
  ...[
    'a',
    '0',
    'f',
    'A',
    ':',
    '::',
    '.',
    '=',
    '@',
    '-',
    "'",
    '"',
    '\\',
    '\\"',
    '/',
    ' ',
    '\t',
    '\n',
    '&',
    '%',
    '_',
    '~',
    '$',
  ],
  ...[
    'a.',
    'a@',
    'a@a',
    'a.a@',
    'ü@',
    '😀',
    '1.',
    '1.1.1.1',
    '1.1.1.1-',
    '255.',
    '00:',
    '00-',
    'a:b ',
    'f::',
    'fe80::',
    '2001:',
  ],
  ...[
    '-----BEGIN ',
    '-----BEGIN PRIVATE KEY-----',
    '-----BEGIN PRIVATE KEY-----a',
    '-----END ',
    '-----END PRIVATE KEY-----',
    'a+\n',
  ],
  ...[
    '//a',
    '//a:',
    '//a:b',
    '://a:b@',
    'a:b@',
    '?key',
    '?key=',
    '&sig=',
    'hooks.slack.com/services/',
    'authorization',
    'Authorization: ',
  ],
  ...[
    'Authorization:"',
    'bearer ',
    'bearer a',
    'Basic a',
    'cookie:',
    'cookie="',
    '--a',
    '--a-',
    '--password',
    '--password ',
  ],
  ...[
    'password',
    'password ',
    'password=',
    'password:',
    'password: ',
    'password is ',
    'password for a',
    '"password":',
    'token="',
    "token='",
  ],
  ...[
    'token=\\"',
    'token=\\',
    'token=a&',
    'token=,',
    'token=)',
    'token="\\',
    '_key',
    '=base64',
    'tokentoken=',
    '<token>a',
    "password '",
  ],
  ...[
    'mysql ',
    'mysql a -',
    'mysql -p',
    'login ',
    'login -p ',
    'sshpass -p',
    'redis-cli',
    ' -u ',
    ' -u a',
    ' -u a:',
    ' --user a',
    'chpasswd',
  ],
  ...[
    'x:b|',
    'a:| chpasswd',
    'sk-',
    'sk-a',
    'eyJa.',
    'ghp_',
    'AKIA',
    '12345678:AA',
    '/home/',
    'C:\\Users\\a ',
    'root@a:~',
    'a@b:/',
    '[a@b ',
    'a@b:~ ',
  ],
  ...[
    'API key provided',
    'password set to ',
    'password has been ',
    'password:\n  ',
    'password:\n ',
    'password: |\n',
    'token "a',
    'token a0',
    'token is is ',
    'api key a0 is ',
    'token = a(',
    'token = a.',
    'token=.',
    'token=:',
    "token='\'",
    `token='"'"`,
    'define(',
    "define('a",
    "define('a_key', ",
    '"auth":"',
    '"auth":"a0',
    'A_KEY=',
    'AA_KEY=a',
    'PUBLIC_KEY=a',
    'pwd=',
    'pwd=/',
    ';pw',
    'user a',
    'user a identified ',
    '@a identified by ',
  ],
  ...[
    'zip ',
    'zip -P ',
    'ldapsearch -',
    'mosquitto_pub -P a ',
    'ipmitool',
    ' -u "',
    ' -u "a":',
    ' -u "a":"',
    ' -u :',
    ' -u "a:',
    'rabbitmqctl ',
    'rabbitmqctl add_user ',
    'htpasswd -',
    'htpasswd -bn',
    'htpasswd -b a ',
    'mysqladmin ',
    'config set a',
    'config set ',
    'ENV a',
    '\nENV token ',
    'requirepass ',
    '#\t',
    'machine a login ',
    'machine a\nlogin a password ',
  ],
  ...[
    'mysql -p"',
    'mysql "a ',
    'mysql -p\'a mysql "',
    'mysql \\\n',
    "'mysql', '-p",
    'vault login ',
    'vault login failed ',
    'tokens ',
    '/token string ',
    'mc a mysql -',
    'rclone a pass b ',
    'crudini ',
    'crudini password a ',
    'occ config:system:set a ',
    'htpasswd -b a a ',
    'sed s/',
    ' s/token/',
    ' s|a',
    'echo a:a',
    'echo a:a|pct ',
    'a a/a password ',
    'password=aB3!aB3! ',
    'password=aB3!aB3! aB3!',
    'salt=',
    'user=aB3!aB3! ',
  ],
  // Tools' names, options, quotes and operands, over and over.
  ...[
    'vault ',
    'bw login a ',
    'mc add a b c d ',
    'sshpass -p a mysql -pa ',
    'login -p',
    'login -pa ',
    'zip -P "',
    'zip "zip ',
    `zip 'a "b `,
    'zip a b "zip c \\"',
    '-p ',
    'mysql -h ',
    'mysql -pa',
    'htpasswd a a a ',
    'htpasswd -nb ',
    "htpasswd 'a' ",
    'add_user ',
    'add_user a a ',
    'config config ',
    'config token a ',
    'occ config:app:set --value a token ',
    'openssl passwd ',
    'openssl passwd a',
    'mysql, ',
    "'zip', '-P', 'a', ",
    'mysql-',
  ],
  ...[
    'echo ',
    'echo a|',
    'echo a | sudo ',
    'echo a | sudo -a ',
    'echo a | a --',
    'printf a |a',
    'cat <<<',
    'sudo -',
    'sudo -S ',
    'sudo -S <<< ',
    'passwd <',
    '--with-token',
  ],
  ...[
    '10.1.1.1',
    '10.1.1.1 ',
    '10.1.1.1-',
    '10.1.1.1-a+',
    '1.1.1.1 all',
    '1.1.1.1, ',
    'versions: ',
    'versions: 1.1.1.1, ',
    'ii a ',
    '\nii a 1.1.1.1 ',
    'version is ',
    'version "1.1.1.1',
    'nginx/1.1.1.1',
    ' Name/1.1.1.1 ',
    '>= 1.1.1.1',
    '== 1.1.1.1',
  ],
];

const AFTER_A_NAME = [
  '\\',
  '"',
  "'",
  '\\"',
  "\\'",
  '\\\\"a',
  'a/',
  'a:',
  'a%',
  '1:',
  '&',
  ',',
  '.',
  'aB',
  'a ',
  '=',
  '$',
];

function durationMs(text: string): number {
  const began = performance.now();
  redact(text);
  return performance.now() - began;
}

/** The quicker of two, because a machine does other things, too. */
function redactionMs(piece: string, length: number): number {
  const text = piece.repeat(Math.max(1, Math.ceil(length / piece.length)));
  return Math.min(durationMs(text), durationMs(text));
}

describe('a hostile text', () => {
  it.each(PIECES)('of sixteen times %j takes nothing like 256 times as long', (piece) => {
    // 256 is quadratic time, and what is that quick is no matter: the machine does other things, too.
    const [part, whole] = [redactionMs(piece, 12_500), redactionMs(piece, 200_000)];
    expect(whole).toBeLessThan(Math.max(64 * part, 1_000));
  });

  it.each(AFTER_A_NAME)('of `password=` and sixteen times %j takes nothing like 256 times as long', (piece) => {
    const valueMs = (length: number) => {
      const text = `password=${piece.repeat(length / piece.length)}`;
      return Math.min(durationMs(text), durationMs(text));
    };
    const [part, whole] = [valueMs(12_500), valueMs(200_000)];
    expect(whole).toBeLessThan(Math.max(64 * part, 1_000));
  });

  it('of ever more secrets that begin alike takes nothing like 256 times as long', () => {
    const ofSecrets = (count: number) =>
      Array.from({ length: count }, (_, index) => `token=aB3!${index} aB3!${index} `).join('');
    const [part, whole] = [redactionMs(ofSecrets(600), 0), redactionMs(ofSecrets(9_600), 0)];
    expect(whole).toBeLessThan(Math.max(64 * part, 1_000));
  });

  it('of 1 MB takes nothing like 256 times as long as a sixteenth of it', () => {
    const samples =
      [
        ...Object.values(mustGo)
          .flat()
          .map(([text]) => text),
        ...PIECES,
      ].join('\n') + '\n';
    expect(redactionMs(samples, 1_000_000)).toBeLessThan(Math.max(64 * redactionMs(samples, 62_500), 5_000));
  });
});
