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
  ],
];

function durationMs(text: string): number {
  const began = performance.now();
  redact(text);
  return performance.now() - began;
}

/** The quicker of two, because a machine does other things, too. */
function redactionMs(piece: string, length: number): number {
  const text = piece.repeat(Math.ceil(length / piece.length));
  return Math.min(durationMs(text), durationMs(text));
}

describe('a hostile text', () => {
  it.each(PIECES)('of sixteen times %j takes nothing like 256 times as long', (piece) => {
    // 256 is quadratic time, and what is that quick is no matter: the machine does other things, too.
    const [part, whole] = [redactionMs(piece, 12_500), redactionMs(piece, 200_000)];
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
