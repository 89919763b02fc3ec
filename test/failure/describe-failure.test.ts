import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { todayCatalogue } from '../../src/exit-codes/index.js';
import {
  describeFailure,
  type DescribeFailureOptions,
  type Failure,
  MAX_COMMAND_LENGTH,
  MAX_OUTPUT_BYTES,
  MAX_OUTPUT_LINES,
} from '../../src/failure/describe-failure.js';

const bytes = (text: string): number => new TextEncoder().encode(text).length;
const outputOf = (output: string): string | undefined => describeFailure({ exitCode: 1, output }).split('\n---\n')[1];

describe('describeFailure', () => {
  it.each<{ failure: Failure; options?: DescribeFailureOptions; text: string }>([
    // As the service's own client writes it, but for the addresses and secrets.
    { failure: { exitCode: 137 }, text: 'exit_code=137 | Killed (SIGKILL / Out of memory?)' },
    { failure: { exitCode: 0 }, text: 'exit_code=0 | Unknown error' },
    { failure: { exitCode: 999 }, text: 'exit_code=999 | Unknown error' },
    {
      failure: { exitCode: 1, line: 42, command: 'npm install -g "x"' },
      text: 'exit_code=1 | General error / Operation not permitted | at line 42: npm install -g "x"',
    },
    {
      failure: { exitCode: 100, line: '77', command: 'apt-get install foo', output: 'apt failed on 10.1.2.5' },
      text: 'exit_code=100 | APT: Package manager error (broken packages / dependency problems) | at line 77: apt-get install foo\n---\napt failed on [ip]',
    },
    {
      failure: {
        exitCode: 22,
        line: 9,
        command: 'curl -H "X-Api-Key: s3cret" http://192.168.7.42:8080/x',
        output: 'curl: (22) 192.168.7.42 said 401\n',
      },
      text: 'exit_code=22 | curl: HTTP error returned (404, 429, 500+) | at line 9: curl -H "X-Api-Key: [secret]" http://[ip]:8080/x\n---\ncurl: (22) [ip] said 401',
    },
    {
      failure: { exitCode: 238 },
      options: { catalogue: todayCatalogue },
      text: 'exit_code=238 | Tools: OS or distribution not supported for this addon',
    },
    { failure: { exitCode: 127, command: 'jq .' }, text: 'exit_code=127 | Command not found | command: jq .' },
    { failure: { exitCode: 127, line: 3 }, text: 'exit_code=127 | Command not found' },
    { failure: { exitCode: 127, line: 3, command: ' \n' }, text: 'exit_code=127 | Command not found' },
    { failure: { exitCode: 127, line: 'x\ny', command: 'a' }, text: 'exit_code=127 | Command not found | command: a' },
    { failure: {}, text: 'exit_code=1 | General error / Operation not permitted' },
    { failure: { exitCode: 'none' }, text: 'exit_code=1 | General error / Operation not permitted' },
    {
      failure: { exitCode: { exitCode: null, signal: 'SIGKILL' }, output: 'Killed' },
      text: 'exit_code=137 | Killed (SIGKILL / Out of memory?)\n---\nKilled',
    },
  ])('says $text', ({ failure, options, text }) => {
    expect(describeFailure(failure, options)).toBe(text);
  });

  it.each<{ what: string; failure: Failure; text: string }>([
    { what: 'a signal', failure: { exitCode: null, signal: 'SIGTERM' }, text: 'exit_code=143 | Terminated (SIGTERM)' },
    {
      what: 'a signal beside a code',
      failure: { exitCode: 1, signal: 'SIGHUP' },
      text: 'exit_code=1 | General error / Operation not permitted',
    },
    { what: 'Ctrl+C', failure: { exitCode: 130 }, text: 'exit_code=130 | Terminated by Ctrl+C (SIGINT)' },
    {
      what: 'somebody',
      failure: { exitCode: 1, aborted: true },
      text: 'exit_code=1 | General error / Operation not permitted',
    },
    {
      what: 'the caller, who says no code,',
      failure: { aborted: true },
      text: 'exit_code=130 | Terminated by Ctrl+C (SIGINT)',
    },
    {
      what: 'the caller, by a signal,',
      failure: { aborted: true, signal: 'SIGHUP' },
      text: 'exit_code=129 | Killed by SIGHUP',
    },
  ])('has the explanation alone when $what aborted it', ({ failure, text }) => {
    expect(describeFailure({ ...failure, line: 3, command: 'sleep 9', output: 'half done' })).toBe(text);
  });

  it.each(['SIGKILL', 'SIGSEGV', 'SIGUNKNOWN'])('shows what failed when %s ended it', (signal) => {
    const described = describeFailure({ exitCode: null, signal, line: 3, command: 'npm ci', output: 'Killed' });
    expect(described).toMatch(/ \| at line 3: npm ci\n---\nKilled$/);
  });

  it.each([
    { failure: { exitCode: null, signal: 'SIGXFSZ' }, text: 'exit_code=153 | Killed by SIGXFSZ' },
    { failure: { exitCode: 0, signal: 9 }, text: 'exit_code=137 | Killed (SIGKILL / Out of memory?)' },
    { failure: { exitCode: 153, signal: 'SIGXFSZ' }, text: 'exit_code=153 | Killed by SIGXFSZ' },
    {
      failure: { exitCode: { exitCode: null, signal: 'SIGXFSZ' } },
      text: 'exit_code=153 | Killed by SIGXFSZ',
    },
    { failure: { exitCode: 153 }, text: 'exit_code=153 | Build/compile failed (make/gcc/cmake)' },
  ])('names the signal that ended it, of $failure', ({ failure, text }) => {
    expect(describeFailure(failure)).toBe(text);
  });

  it('shows a command on one line, and its first 300 characters', () => {
    const command = `install \\\n  --name x \u001B[1m${'😀'.repeat(400)}`;
    const shown = describeFailure({ exitCode: 1, command }).split('command: ')[1] ?? '';
    expect(shown.startsWith('install --name x 😀')).toBe(true);
    expect([...shown]).toHaveLength(MAX_COMMAND_LENGTH);
    expect(shown).not.toMatch(/\p{Surrogate}/u);
  });

  it('redacts a command before it is cut, and a secret on a line of its own', () => {
    const command = `${'x'.repeat(MAX_COMMAND_LENGTH - 6)} ghp_16C7e42F292c6912E7710c838347Ae178B4a`;
    expect(describeFailure({ exitCode: 1, command })).not.toContain('ghp');
    expect(describeFailure({ exitCode: 1, command: 'x --password \\\n  hunter2' })).toMatch(/--password \[secret\]$/);
  });

  it.each([
    { command: 'htpasswd -cb /f admin Zr7#kLm2Qx', output: 'cannot hash Zr7#kLm2Qx' },
    { command: './login Zr7#kLm2Qx', output: 'ADMIN_PASSWORD=Zr7#kLm2Qx' },
  ])('shows a secret that one of $command and its output tells in neither', (failure) => {
    const described = describeFailure({ exitCode: 1, ...failure });
    expect(described.match(/\[secret\]/g)).toHaveLength(2);
    expect(described).not.toContain('Zr7#kLm2Qx');
  });

  it('shows of a command longer than any the words at its beginning', () => {
    const options = `--password=${'hunter2'.repeat(10)} `.repeat(200);
    expect(describeFailure({ exitCode: 1, command: `curl ${options}${'A'.repeat(20_000)}` })).toMatch(
      /command: curl (?:--password=\[secret\] )+(?:-[-=[a-z]*)?$/,
    );
    expect(describeFailure({ exitCode: 1, command: `curl //u:${'A'.repeat(20_000)}@x` })).toMatch(/command: curl$/);
    expect(describeFailure({ exitCode: 1, command: 'A'.repeat(20_000) })).not.toContain('command');
  });

  it.each([
    { what: 'output on one line', failure: { output: 'x'.repeat(20_000_000) } },
    { what: 'output of one line of JSON', failure: { output: '"a":"b c","d":12.5,'.repeat(1_000_000) } },
    { what: 'command', failure: { command: 'curl -u a:b '.repeat(1_700_000) } },
  ])('takes no longer for 20 MB of $what than for 200 kB', ({ failure }) => {
    const durationMs = (given: Failure): number => {
      const began = performance.now();
      describeFailure({ exitCode: 1, ...given });
      return performance.now() - began;
    };
    const short = Object.fromEntries(Object.entries(failure).map(([name, text]) => [name, text.slice(-200_000)]));
    const part = Math.min(durationMs(short), durationMs(short));
    expect(Math.min(durationMs(failure), durationMs(failure))).toBeLessThan(Math.max(10 * part, 500));
  });

  it('redacts with the caller’s rules, everywhere', () => {
    const rules = [{ pattern: /serial \w+/, replacement: '[serial]' }];
    expect(describeFailure({ exitCode: 2, command: 'serial A1', output: 'serial B2' }, { rules })).toMatch(
      /command: \[serial\]\n---\n\[serial\]$/,
    );
  });

  it.each<{ what: string; failure: unknown; options?: unknown }>([
    { what: 'nothing', failure: undefined },
    { what: 'numbers', failure: { exitCode: 1, command: 7, output: 7, line: {} } },
    {
      what: 'a getter that throws',
      failure: {
        get output(): string {
          throw new Error('no');
        },
      },
    },
    { what: 'an invalid catalogue', failure: { exitCode: 1 }, options: { catalogue: 7 } },
    { what: 'options that are none', failure: { exitCode: 1 }, options: null },
  ])('takes $what without throwing', ({ failure, options }) => {
    expect(describeFailure(failure as Failure, options as DescribeFailureOptions)).toMatch(/^exit_code=1 \| [\w /]+$/);
  });

  it('stays within its limits and well-formed, whatever it is given', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom('', 'Setting up x (1) ...', 'E: é😀'),
    );
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 300 }),
        fc.string({ unit: 'binary', maxLength: 900 }),
        (lines, command) => {
          const described = describeFailure({ exitCode: 5, line: 1, command, output: lines.join('\n') });
          const [head = '', ...output] = described.split('\n---\n');
          expect([...head].length).toBeLessThan(MAX_COMMAND_LENGTH + 60);
          expect(head).not.toContain('\n');
          expect(bytes(output.join('\n---\n'))).toBeLessThanOrEqual(MAX_OUTPUT_BYTES);
          expect(described).not.toMatch(/\p{Surrogate}/u);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the output of a failure', () => {
  it('is its last 60 lines', () => {
    const lines = Array.from({ length: 100 }, (_, index) => `line ${index}`);
    expect(outputOf(lines.join('\n'))?.split('\n')).toEqual(lines.slice(-MAX_OUTPUT_LINES));
  });

  it.each(['a', 'é', '€', '😀'])('is at most 10,240 bytes of %s, no character split', (character) => {
    const shown = outputOf(`x ${character.repeat(20_000)}`) ?? '';
    expect(bytes(shown)).toBeLessThanOrEqual(MAX_OUTPUT_BYTES);
    expect(bytes(shown)).toBeGreaterThan(MAX_OUTPUT_BYTES - 4);
    expect(new Set(shown)).toEqual(new Set([character]));
  });

  it('has nothing of a private key, though that is longer than 60 lines', () => {
    const key = ['-----BEGIN PRIVATE KEY-----', ...Array.from({ length: 80 }, () => 'MIIEvQIBADANBgkqhkiG9w0BAQEF')];
    expect(outputOf(`start\n${key.join('\n')}`)).toBe('start\n[private key]');
    expect(outputOf(`start\n${key.join('\n')}\n-----END PRIVATE KEY-----\nend`)).toBe('start\n[private key]\nend');
  });

  it('has no half of a secret where a long output was cut', () => {
    // What is looked at begins in the middle of the first line.
    const output = `password=${'A'.repeat(70_000)}\n${'Get:1 x\n'.repeat(12_000)}end`;
    expect(outputOf(output)).toBe('end');
  });

  it.each<{ what: string; output: string; shown: string | undefined }>([
    { what: 'a secret', output: `password=${'A'.repeat(140_000)} then it failed`, shown: 'then it failed' },
    { what: 'a character', output: `${'😀'.repeat(70_000)}x 😀 failed`, shown: '😀 failed' },
    { what: 'a progress bar', output: `${'fetching 45%\r'.repeat(20_000)}fetching failed`, shown: 'fetching failed' },
    { what: 'a colour', output: `${'\u001B[31m'.repeat(40_000)} failed`, shown: 'failed' },
    { what: 'controls', output: `${'\u0000'.repeat(140_000)} failed`, shown: 'failed' },
    { what: 'a line that ends', output: `${'a '.repeat(70_000)}failed\n`, shown: 'failed' },
    { what: 'a word without end', output: `password=${'A'.repeat(140_000)}`, shown: undefined },
  ])('has no half of $what where a long line was cut', ({ output, shown }) => {
    const ending = outputOf(output)?.trimStart();
    if (shown === undefined) expect(ending).toBeUndefined();
    else expect(ending?.endsWith(shown)).toBe(true);
    expect(ending ?? '').not.toMatch(/A{2}|\p{Surrogate}|\uFFFD/u);
  });

  it.each([
    { what: 'colours', output: '\u001B[31mE:\u001B[0m broken', shown: 'E: broken' },
    { what: 'a secret behind colours', output: 'pass\u001B[1mword=hunter2', shown: 'password=[secret]' },
    { what: 'controls', output: 'a\u0000\u0007b\u0085', shown: 'ab' },
    { what: 'Windows line ends', output: 'one\r\ntwo\r\n', shown: 'one\ntwo' },
    { what: 'a line written over', output: 'fetching 1\rfetching 2\rfailed at 3\nend', shown: 'failed at 3\nend' },
    { what: 'blanks at the ends of lines', output: 'one  \n\n \t\ntwo', shown: 'one\ntwo' },
  ])('has no $what', ({ output, shown }) => {
    expect(outputOf(output)).toBe(shown);
  });

  it('is without what package managers say while nothing is wrong', () => {
    const chatter = [
      'Get:1 http://deb.debian.org/debian bookworm/main amd64 curl amd64 7.88.1-10+deb12u8 [315 kB]',
      'Hit:2 http://security.debian.org/debian-security bookworm-security InRelease',
      'Ign:3 https://repo.example.org stable InRelease',
      'Fetched 12.3 MB in 2s (5,121 kB/s)',
      'Reading package lists... Done',
      'Building dependency tree... Done',
      'Reading state information... Done',
      'Need to get 1,204 kB of archives.',
      'After this operation, 4,096 kB of additional disk space will be used.',
      '0 upgraded, 3 newly installed, 0 to remove and 2 not upgraded.',
      'Selecting previously unselected package libjq1:amd64.',
      '(Reading database ... 35%',
      '(Reading database ... 23478 files and directories currently installed.)',
      'Preparing to unpack .../libjq1_1.6-2.1_amd64.deb ...',
      'Unpacking libjq1:amd64 (1.6-2.1) ...',
      'Setting up libjq1:amd64 (1.6-2.1) ...',
      'Processing triggers for libc-bin (2.36-9+deb12u8) ...',
      '(3/12) Installing ca-certificates (20240705-r0)',
      'fetch https://dl-cdn.alpinelinux.org/alpine/v3.20/main/x86_64/APKINDEX.tar.gz',
      'Collecting requests==2.32.3',
      '  Downloading requests-2.32.3-py3-none-any.whl (64 kB)',
      '     ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 64.9/64.9 kB 2.1 MB/s eta 0:00:00 100%',
      'Requirement already satisfied: idna in /usr/lib/python3/dist-packages (3.3)',
      'npm warn deprecated har-validator@5.1.5: this library is no longer supported',
      'npm http fetch GET 200 https://registry.npmjs.org/react 312ms',
      'added 1204 packages, and audited 1205 packages in 41s',
      '204 packages are looking for funding',
      '  run `npm fund` for details',
      '⠋⠙⠹',
      'remote: Counting objects:  45% (900/2000)',
      'Receiving objects: 100% (2000/2000), 1.20 MiB | 3.40 MiB/s, done.',
      '5d0da3dc9764: Pull complete',
      '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current',
      '                                 Dload  Upload   Total   Spent    Left  Speed',
      '100 45.2M  100 45.2M    0     0  11.3M      0  0:00:04  0:00:04 --:--:-- 11.3M',
      '######################################################################## 100.0%',
      '     50K .......... .......... .......... .......... ..........  4% 1.20M 9s',
      'foo.deb             45%[=======>            ]   1.20M  2.40MB/s',
      '',
      '   42%',
      'Get:4 http://deb.debian.org/debian bookworm/main amd64 libgcrypt20 amd64 1.10.1-3 [404 kB]',
      'Fetched 503 kB in 4s (404 B/s)',
      '(Reading database ... 404 files and directories currently installed.)',
      'Setting up texlive-full (2022.20230122-3) ...',
      'Unpacking libgpg-error0:amd64 (1.46-1) ...',
      'Collecting async-timeout<5.0,>=4.0',
      '  Downloading async_timeout-4.0.3-py3-none-any.whl (5.7 kB)',
      'npm http fetch GET 200 https://registry.npmjs.org/http-errors 404ms (cache hit)',
      'added 404 packages, and audited 405 packages in 40s',
      '  404K .......... .......... .......... .......... .......... 41% 1.20M 9s',
      ' 45%|████▌     | 450/1000 [00:01<00:01, 400it/s]',
      '[##########          ] 50%',
      'Progress: [ 45%] [##########..........]',
      'Downloading:  45% [=====>      ] 404 kB',
      '========================================] 100%',
    ];
    expect(chatter.filter((line) => outputOf(`before\n${line}\nafter`) !== 'before\nafter')).toEqual([]);
  });

  it('keeps what tells of the failure', () => {
    const telling = [
      'Err:5 https://ppa.example.net/x jammy Release 404  Not Found',
      'E: Unable to locate package libfoo-dev',
      'dpkg: error processing package mosquitto (--configure):',
      ' installed mosquitto package post-installation script subprocess returned error exit status 1',
      'The following packages have unmet dependencies:',
      ' php8.2-fpm : Depends: libc6 (>= 2.36) but 2.31 is to be installed',
      'Setting up database failed',
      'Unpacking the archive: fatal, no space left',
      '  Downloading model: connection refused',
      'npm ERR! code ERESOLVE',
      'npm error peer react@"^17.0.0" from the root project',
      'ERROR: Could not build wheels for psycopg2',
      '  File "/opt/app/main.py", line 3, in <module>',
      "ModuleNotFoundError: No module named 'yaml'",
      'fatal: early EOF',
      'curl: (28) Operation timed out after 30001 milliseconds with 0 bytes received',
      'make: *** [Makefile:12: all] Error 2',
      'HTTP request sent, awaiting response... 404',
      '404',
      'disk is 98% full',
      'Killed',
      'Downloading https://x/y.tar.gz: 404 Not Found',
      'Downloading foo: no space left on device',
      '  Downloading model: HTTP 403 Forbidden',
      'Downloading model: 503',
      'Downloading foo: Connection reset by peer',
      'Downloading foo: could not resolve host',
      'Executing busybox-1.36.1-r29.trigger: exited with code 127',
      'Executing "rm": Operation timed out',
      'Setting up postgresql: Segmentation fault',
      'Preparing to start: killed',
      'Reading /etc/x: No such file or directory',
      'Unpacking foo: checksum mismatch',
      'Collecting foo: No matching distribution found',
      'Ign:3 https://ppa.example.net/x jammy Release  404  Not Found',
      'npm http fetch GET 404 https://registry.npmjs.org/x 112ms',
      'Receiving objects:  90% (900/1000) early EOF',
      'disk 98% full .....',
      '100% of /dev/sda1 is in use ......',
    ];
    expect(outputOf(telling.join('\n'))?.split('\n')).toEqual(telling);
  });

  it('is nothing, without a rule, when all of it was chatter', () => {
    expect(describeFailure({ exitCode: 1, output: 'Reading package lists... Done\n' })).not.toContain('---');
  });

  it.each([
    'a',
    '\r',
    'a\r',
    '\n',
    '.',
    '#',
    '#####',
    '1%',
    ' ',
    '-',
    '\u001B[',
    '😀',
    'Get:',
    'password:',
    '=====1',
    '5K ',
    'error ',
    '1%[',
    '1% [=====',
    '[',
    '[=====',
    ': ',
    'HTTP ',
    'HTTP1',
  ])('takes no longer than its size says for %j', (piece) => {
    const shownIn = (length: number): number => {
      const output = piece.repeat(length / piece.length);
      const began = performance.now();
      describeFailure({ exitCode: 1, command: output, output });
      return performance.now() - began;
    };
    // 256 times as long is quadratic time, and what is that quick is no matter: the machine does other things, too.
    const part = Math.min(shownIn(25_000), shownIn(25_000));
    expect(shownIn(400_000)).toBeLessThan(Math.max(64 * part, 2_000));
  });
});
