import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '../../src/redact/redact.js';
import type { RedactionRule } from '../../src/redact/rule.js';
import { mustGo } from './must-go.js';
import { mustStay } from './must-stay.js';

const flat = <T>(samples: Readonly<Record<string, readonly T[]>>): readonly T[] => Object.values(samples).flat();

describe('the samples', () => {
  it('are at least 150 of each, all different', () => {
    const goes = new Set(flat(mustGo).map(([text]) => text));
    const stays = new Set(flat(mustStay));
    expect(goes.size).toBeGreaterThanOrEqual(150);
    expect(stays.size).toBeGreaterThanOrEqual(150);
    expect([goes.size, stays.size]).toEqual([flat(mustGo).length, flat(mustStay).length]);
  });

  it('hold what they say has to go', () => {
    expect(
      flat(mustGo).filter(([text, ...gone]) => gone.length === 0 || !gone.every((part) => text.includes(part))),
    ).toEqual([]);
  });
});

describe.each(Object.entries(mustGo))('of %s', (_, samples) => {
  it.each(samples)('nothing is left in %j', (text, ...gone) => {
    const redacted = redact(text);
    expect(redacted).toMatch(/\[(?:secret|private key|ip|mac|email|user)\]/);
    for (const part of gone) expect(redacted).not.toContain(part);
  });
});

describe.each(Object.entries(mustStay))('with %s', (_, samples) => {
  it.each(samples)('%j stays as it is', (text) => {
    expect(redact(text)).toBe(text);
  });
});

describe('what is put in its place', () => {
  it.each([
    ['curl -H "X-Api-Key: s3cret" http://192.168.7.42:8080/x', 'curl -H "X-Api-Key: [secret]" http://[ip]:8080/x'],
    ['https://bob:pw@host/x?token=abc&page=2', 'https://[secret]@host/x?token=[secret]&page=2'],
    ['Authorization: Bearer abc', 'Authorization: Bearer [secret]'],
    ['{"user":"a","password":"b","port":1}', '{"user":"a","password":[secret],"port":1}'],
    ['inet 10.0.0.7/24, fe80::1%eth0, BC:24:11:4F:9A:02', 'inet [ip]/24, [ip]%eth0, [mac]'],
    ['10.0.0.7-10.0.0.9', '[ip]-[ip]'],
    ['mail to jane@example.com', 'mail to [email]'],
    ['root@pve1:~# ls /home/jane/x', '[user]@[host]:~# ls /home/[user]/x'],
    ['a\n-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nb', 'a\n[private key]\nb'],
    ['password="cut off by a full bu', 'password=[secret]'],
    ['pve-manager 8.3.2.1', 'pve-manager [ip]'],
    ['password="" token=null', 'password="" token=null'],
  ])('says what was there: %j', (text, redacted) => {
    expect(redact(text)).toBe(redacted);
  });
});

describe('a text of any kind', () => {
  const pieces = [...flat(mustGo).map(([text]) => text), ...flat(mustStay)].flatMap((text) => [
    text,
    ...text.split(/\b/),
  ]);
  const text = fc
    .array(
      fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...pieces) }, fc.string({ unit: 'binary', maxLength: 6 })),
      {
        maxLength: 14,
      },
    )
    .map((parts) => parts.join(''));

  it('is redacted once', () => {
    fc.assert(
      fc.property(text, (given) => {
        const once = redact(given);
        expect(redact(once)).toBe(once);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    [undefined, ''],
    [null, ''],
    [42, '42'],
    [new Error('at 10.0.0.1'), 'Error: at [ip]'],
    [Object.create(null), '[withheld]'],
    [Symbol('x'), 'Symbol(x)'],
  ])('may be none: %s', (given, redacted) => {
    expect(redact(given)).toBe(redacted);
  });
});

describe('a caller’s rule', () => {
  it.each<{ what: string; pattern: RegExp }>([
    { what: 'global', pattern: /plex/g },
    { what: 'not global', pattern: /plex/ },
    { what: 'sticky', pattern: /plex/y },
    { what: 'in the middle of something', pattern: Object.assign(/plex/g, { lastIndex: 7 }) },
    { what: 'frozen', pattern: Object.freeze(/plex/) },
    { what: 'blind to case', pattern: /PLEX/i },
  ])('replaces every match when it is $what, and is left as it was', ({ pattern }) => {
    const { lastIndex } = pattern;
    expect(redact('plex, plex at 10.0.0.1', [{ pattern, replacement: '[app]' }])).toBe('[app], [app] at [ip]');
    expect(pattern.lastIndex).toBe(lastIndex);
  });

  it('is given what ours have left, and its groups', () => {
    const rules = [{ pattern: /(serial )\w+ on \[ip\]/, replacement: '$1[serial]' }];
    expect(redact('serial X12 on 10.0.0.1', rules)).toBe('serial [serial]');
  });

  it.each<{ what: string; rules: unknown }>([
    {
      what: 'throws',
      rules: [
        {
          get pattern(): RegExp {
            throw new Error('no');
          },
          replacement: '',
        },
      ],
    },
    { what: 'is no rule', rules: [undefined] },
    { what: 'has no pattern', rules: [{ replacement: 'x' }] },
    { what: 'stands alone', rules: 7 },
  ])('withholds the whole text when it $what', ({ rules }) => {
    expect(redact('serial X12', rules as readonly RedactionRule[])).toBe('[withheld]');
  });
});

describe('a secret that is known', () => {
  it.each([
    ['user admin, password=admin', 'user admin, password=[secret]'],
    ['password=1\nport 1 of 1', 'password=[secret]\nport 1 of 1'],
    ['password=12345678\nstarted at 12345678', 'password=[secret]\nstarted at 12345678'],
    ['MYSQL_PASSWORD=nextcloud\nnextcloud.service failed', 'MYSQL_PASSWORD=[secret]\nnextcloud.service failed'],
    ['password=home-assistant\n/opt/home-assistant', 'password=[secret]\n/opt/home-assistant'],
    ['password=HomeAssistant\nHomeAssistant failed', 'password=[secret]\nHomeAssistant failed'],
    ['password=debian12\ndebian12 is not supported', 'password=[secret]\ndebian12 is not supported'],
    ['password=ubuntu2404\nubuntu2404 and php8', 'password=[secret]\nubuntu2404 and php8'],
    ['password=x86_64\nx86_64', 'password=[secret]\nx86_64'],
    ['password=abc12\nabc12', 'password=[secret]\nabc12'],
    ['password=python3.11\npython3.11: not found', 'password=[secret]\npython3.11: not found'],
    ['token=2024-11-21\nat 2024-11-21', 'token=[secret]\nat 2024-11-21'],
    ['token=v1.41.3.9314\nplex v1.41.3.9314', 'token=[secret]\nplex v1.41.3.9314'],
    ['password=$DB_PASS\necho $DB_PASS', 'password=[secret]\necho $DB_PASS'],
    ['password=NextCloudPi\nNextCloudPi failed', 'password=[secret]\nNextCloudPi failed'],
    ['password=Sup3rS3cret\nxSup3rS3cret Sup3rS3cret2', 'password=[secret]\nxSup3rS3cret Sup3rS3cret2'],
  ])('stays where it may be something else: %j', (text, redacted) => {
    expect(redact(text)).toBe(redacted);
  });

  it('is replaced however many there are', () => {
    const secrets = Array.from({ length: 5_000 }, (_, index) => `Zq${index}xW${index * 7}!k`);
    const text = [...secrets.map((secret) => `token=${secret}`), ...secrets.map((secret) => `got ${secret}`)].join(
      '\n',
    );
    const redacted = redact(text);
    expect(redacted.match(/^(?:token=|got )\[secret\]$/gm)).toHaveLength(10_000);
    expect(redact(redacted)).toBe(redacted);
  });
});

describe('a plain word or version', () => {
  it('is let through as every rule would let it', () => {
    const words = [
      'password',
      'passwd',
      'secret',
      'token',
      'bearer',
      'sk',
      'ghp',
      'root',
      'admin',
      'htpasswd',
      'localhost',
    ];
    for (const word of [...words, '12', '8.3.2', '192.168.1', '255.255.255']) {
      // With a blank in front no word is plain, so that the rules are asked.
      expect([word, redact(word)]).toEqual([word, redact(` ${word}`).slice(1)]);
    }
  });
});
