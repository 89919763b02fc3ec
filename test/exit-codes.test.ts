import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import {
  contractCatalogue,
  describeExitCode,
  type ExitCodeInput,
  explainExitCode,
  isBlocked,
  todayCatalogue,
} from '../src/exit-codes/index.js';
import { parseExitCode } from '../src/exit-codes/exit-code.js';
import { exitCodeOfSignal } from '../src/exit-codes/signals.js';
import known from './fixtures/exit-codes.json' with { type: 'json' };

// Recorded from the community's own scripts: what they say stands. A code that came later is not in it.
const contractCodes = known.filter(({ text }) => text !== null);

/** What the scripts call the kinds of failures (the ingest contract, "Clients"). */
const CATEGORIES = (
  'network config timeout storage dependency permission proxmox service database runtime user_aborted resource ' +
  'signal shell unknown'
).split(' ');

describe('the catalogues', () => {
  it('hold the contract’s texts letter for letter, and nothing else', () => {
    const expected = Object.fromEntries(contractCodes.map(({ code, group, text }) => [code, { group, text }]));
    expect(contractCodes.length).toBeGreaterThan(50);
    expect(contractCatalogue).toEqual(expected);
  });

  it.each(known)('hold today’s text of $code with its category', ({ code, group, text_today, category_today }) => {
    expect(todayCatalogue[code]).toEqual({ group, category: category_today, text: text_today });
  });

  it('know of each code of today what it is', () => {
    const entries = Object.entries(todayCatalogue);
    expect(entries.length).toBeGreaterThanOrEqual(known.length);
    for (const [code, entry] of entries) {
      expect([code, entry]).toEqual([
        expect.stringMatching(/^(?:[1-9]|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])$/),
        {
          group: expect.stringMatching(/^[a-z]+(?:-[a-z]+)*$/),
          category: expect.any(String),
          text: expect.any(String),
        },
      ]);
      expect(CATEGORIES).toContain((entry as { category: string }).category);
      expect(explainExitCode(code, todayCatalogue)).toMatch(/^\S.*\S$/);
    }
  });
});

describe('exitCodeOfSignal', () => {
  it.each([
    { signal: 'SIGKILL', code: 137 },
    { signal: 'KILL', code: 137 },
    { signal: 9, code: 137 },
    { signal: 1, code: 129 },
    { signal: 31, code: 159 },
    { signal: 32, code: 160 },
    { signal: 34, code: 162 },
    { signal: 40, code: 168 },
    { signal: 64, code: 192 },
    { signal: 'SIGRTMAX+1', code: undefined },
    { signal: 'SIGRT', code: undefined },
    { signal: 'SIG', code: undefined },
    { signal: '', code: undefined },
    { signal: ' ', code: undefined },
    { signal: 0, code: undefined },
    { signal: -9, code: undefined },
    { signal: 9.5, code: undefined },
    { signal: 65, code: undefined },
    { signal: '0', code: undefined },
    { signal: '65', code: undefined },
    { signal: 'SIGNOTHING', code: undefined },
    { signal: 'constructor', code: undefined },
    { signal: null, code: undefined },
    { signal: undefined, code: undefined },
    { signal: {}, code: undefined },
  ])('gives $code for $signal', ({ signal, code }) => {
    expect(exitCodeOfSignal(signal)).toBe(code);
  });

  it('knows every signal the runtime knows', () => {
    // The others are second names: Node gives SIGABRT for 6, not SIGIOT.
    const known = Object.entries(constants.signals).filter(
      ([name]) => !['SIGIOT', 'SIGPOLL', 'SIGUNUSED'].includes(name),
    );
    expect(known.length).toBeGreaterThan(30);
    for (const [name, number] of known) expect([name, exitCodeOfSignal(name)]).toEqual([name, 128 + number]);
  });
});

describe('parseExitCode', () => {
  it.each<{ given: string; input: ExitCodeInput; code: number | undefined }>([
    { given: 'a signal’s number', input: { exitCode: null, signal: 9 }, code: 137 },
    { given: 'a real-time signal', input: { exitCode: null, signal: 40 }, code: 168 },
    { given: 'what node-pty says of a killed process', input: { exitCode: 0, signal: 9 }, code: 137 },
    { given: 'what node-pty says of Ctrl+C', input: { exitCode: 0, signal: 2 }, code: 130 },
    { given: 'what node-pty says of a clean end', input: { exitCode: 0, signal: 0 }, code: 0 },
    { given: 'what node-pty says of a failure', input: { exitCode: 7, signal: 0 }, code: 7 },
    { given: 'a clean end with null', input: { exitCode: 0, signal: null }, code: 0 },
    { given: 'a clean end with an empty signal', input: { exitCode: 0, signal: '' }, code: 0 },
    { given: 'a clean end of a ChildProcess', input: { exitCode: 0, signalCode: null }, code: 0 },
    { given: 'a killed ChildProcess', input: { exitCode: null, signalCode: 'SIGKILL' }, code: 137 },
    { given: 'Bun’s real-time signal', input: { exitCode: null, signalCode: 40 }, code: 168 },
    { given: 'an exit code beside Bun’s signal', input: { exitCode: 7, signalCode: 'SIGTERM' }, code: 7 },
    { given: 'an exit code as digits beside a signal', input: { exitCode: '7', signal: 'SIGTERM' }, code: 7 },
    { given: 'nano-spawn’s signal', input: { exitCode: undefined, signalName: 'SIGTERM' }, code: 143 },
    { given: 'spawnSync’s real-time signal', input: { status: null, signal: '' }, code: undefined },
    { given: 'a status of 0 beside a signal', input: { status: 0, signal: 'SIGKILL' }, code: 137 },
    { given: 'an unknown signal beside 0', input: { exitCode: 0, signal: 'SIGNOTHING' }, code: undefined },
    { given: 'an unknown signal beside 7', input: { exitCode: 7, signal: 'SIGNOTHING' }, code: 7 },
    { given: 'Deno’s status', input: { code: 143, signal: 'SIGTERM' }, code: 143 },
    { given: 'Deno’s status of a failure', input: { code: 7, signal: null }, code: 7 },
    { given: 'Node’s error of a killed command', input: { code: null, signal: 'SIGKILL' }, code: 137 },
    { given: 'an error’s code without a signal', input: { code: 7 } as never, code: undefined },
    { given: 'an error’s code in words', input: { code: 'ENOENT', signal: null }, code: undefined },
  ])('reads $given', ({ input, code }) => {
    expect(parseExitCode(input)).toBe(code);
  });
});

describe('explainExitCode', () => {
  it.each<{ input: ExitCodeInput; text: string }>([
    { input: 127, text: 'Command not found' },
    { input: '127', text: 'Command not found' },
    { input: '0127', text: 'Command not found' },
    { input: { exitCode: null, signal: 'SIGKILL' }, text: 'Killed (SIGKILL / Out of memory?)' },
    {
      input: { exitCode: 100, signal: null },
      text: 'APT: Package manager error (broken packages / dependency problems)',
    },
    { input: { exitCode: null, signal: 'SIGINT' }, text: 'Terminated by Ctrl+C (SIGINT)' },
    { input: spawnSync(process.execPath, ['-e', 'process.exit(127)']), text: 'Command not found' },
    {
      input: spawnSync(process.execPath, ['-e', 'process.kill(process.pid, 9)']),
      text: 'Killed (SIGKILL / Out of memory?)',
    },
    { input: 0, text: 'Unknown error' },
    { input: 3, text: 'Unknown error' },
    { input: 999, text: 'Unknown error' },
    { input: -1, text: 'Unknown error' },
    { input: 1.5, text: 'Unknown error' },
    { input: Number.NaN, text: 'Unknown error' },
    { input: 'none', text: 'Unknown error' },
    { input: '', text: 'Unknown error' },
    { input: ' 7', text: 'Unknown error' },
    { input: '0x7f', text: 'Unknown error' },
    { input: '99999999999999999999', text: 'Unknown error' },
    { input: 'constructor', text: 'Unknown error' },
    { input: null, text: 'Unknown error' },
    { input: undefined, text: 'Unknown error' },
    { input: { exitCode: null, signal: 'SIGNOTHING' }, text: 'Unknown error' },
    { input: { exitCode: null, signal: null }, text: 'Unknown error' },
  ])('explains $input as "$text"', ({ input, text }) => {
    expect(explainExitCode(input)).toBe(text);
  });

  it.each([
    { signal: 'SIGHUP', text: 'Killed by SIGHUP' },
    { signal: 'SIGXFSZ', text: 'Killed by SIGXFSZ' },
    { signal: 25, text: 'Killed by SIGXFSZ' },
    { signal: 'XCPU', text: 'Killed by SIGXCPU' },
    { signal: 40, text: 'Killed by signal 40' },
    { signal: 9, text: 'Killed (SIGKILL / Out of memory?)' },
  ])('explains the signal $signal as "$text"', ({ signal, text }) => {
    expect(explainExitCode({ exitCode: null, signal })).toBe(text);
    expect(explainExitCode({ exitCode: 0, signal })).toBe(text);
    expect(explainExitCode({ code: exitCodeOfSignal(signal), signal })).toBe(text);
  });

  // SIGCONT (18) ends no process, and the scripts of today call it SIGTSTP.
  const signals = Array.from({ length: 64 }, (_, index) => index + 1).filter((signal) => signal !== 18);

  it.each([
    { name: 'the contract’s', catalogue: contractCatalogue },
    { name: 'today’s', catalogue: todayCatalogue },
  ])('takes nothing but a signal’s own explanation from $name catalogue', ({ catalogue }) => {
    for (const signal of signals) {
      const { text, signal: name, code } = describeExitCode({ exitCode: null, signal }, catalogue);
      const own = ['Segmentation fault (core dumped)', 'Broken pipe (SIGPIPE - output closed prematurely)'];
      expect({ code, text }).toEqual({
        code: 128 + signal,
        text: own.includes(text) ? text : expect.stringContaining(name as string),
      });
    }
  });

  it('keeps the catalogue’s explanation of a code beside another signal', () => {
    expect(explainExitCode({ exitCode: 100, signal: 'SIGXFSZ' })).toBe(explainExitCode(100));
    expect(explainExitCode(153)).toBe('Build/compile failed (make/gcc/cmake)');
  });

  it('takes a caller’s own explanation of a signal', () => {
    const catalogue = { ...contractCatalogue, 137: 'The machine has too little memory' };
    expect(explainExitCode({ exitCode: null, signal: 'SIGKILL' }, catalogue)).toBe('The machine has too little memory');
  });

  it.each([
    { what: 'no text', entry: { text: 5, group: 7 } },
    { what: 'a number', entry: 5 },
    { what: 'nothing', entry: null },
  ])('gives a text where the catalogue has $what', ({ entry }) => {
    const catalogue = { 127: entry } as never;
    expect(explainExitCode(127, catalogue)).toBe('Unknown error');
    expect(describeExitCode(127, catalogue)).toMatchObject({ text: 'Unknown error', group: undefined });
  });

  it('gives a text where the catalogue cannot be read', () => {
    const catalogue = {
      get 127(): never {
        throw new Error('no');
      },
    };
    expect(explainExitCode(127, catalogue)).toBe('Unknown error');
    expect(explainExitCode(127, null as never)).toBe('Unknown error');
  });

  it('looks into the catalogue it is given', () => {
    expect(explainExitCode(3, todayCatalogue)).toBe('General syntax or argument error');
    expect(explainExitCode(42, { ...contractCatalogue, 42: 'Our licence server said no' })).toBe(
      'Our licence server said no',
    );
    expect(explainExitCode(42, { 42: { text: 'Long form' } })).toBe('Long form');
    expect(explainExitCode(127, {})).toBe('Unknown error');
  });
});

describe('describeExitCode', () => {
  it.each([
    { input: 137, group: 'shell-signals', category: 'resource', signal: 'SIGKILL' },
    { input: 150, group: 'systemd-service', category: 'service', signal: undefined },
    { input: 159, group: undefined, category: undefined, signal: 'SIGSYS' },
    { input: 160, group: 'python', category: 'dependency', signal: undefined },
    { input: 128, group: 'shell-signals', category: 'config', signal: undefined },
    { input: 6, group: 'curl-wget', category: 'network', signal: undefined },
  ])('knows group, category and signal of $input', ({ input, ...expected }) => {
    expect(describeExitCode(input, todayCatalogue)).toMatchObject({ code: input, ...expected });
  });

  it('knows the signal of a process end, whatever its code means otherwise', () => {
    expect(describeExitCode({ exitCode: null, signal: 'SIGXFSZ' }, todayCatalogue)).toEqual({
      code: 153,
      text: 'Killed by SIGXFSZ',
      group: undefined,
      category: undefined,
      signal: 'SIGXFSZ',
    });
    expect(describeExitCode({ exitCode: 0, signal: 40 })).toMatchObject({ code: 168, signal: 'signal 40' });
  });

  it('gives the contract’s codes no category', () => {
    expect(describeExitCode(127)).toEqual({
      code: 127,
      text: 'Command not found',
      group: 'shell-signals',
      category: undefined,
      signal: undefined,
    });
  });

  it('says which input was no exit code', () => {
    expect(describeExitCode('none')).toMatchObject({ code: undefined, text: 'Unknown error', signal: undefined });
  });
});

describe('a catalogue of the caller', () => {
  it.each([
    { entry: 'Our own text' },
    { entry: { text: 'Our own text' } },
    { entry: { text: 'Our own text', group: 'ours' } },
  ])('explains a signal by its own entry, $entry', ({ entry }) => {
    for (const end of [143, { exitCode: null, signal: 'SIGTERM' }]) {
      expect(explainExitCode(end, { 143: entry })).toBe('Our own text');
    }
    expect(explainExitCode({ exitCode: null, signal: 'SIGTTOU' }, { ...contractCatalogue, 150: entry })).toBe(
      'Our own text',
    );
    expect(explainExitCode({ exitCode: null, signal: 'SIGTTOU' }, contractCatalogue)).toBe('Killed by SIGTTOU');
  });

  it('has no entry for what is not an exit code, and none by inheritance', () => {
    expect(explainExitCode('none', { undefined: 'x' } as never)).toBe('Unknown error');
    expect(explainExitCode(7, { 7: Object.create({ text: 'inherited' }) as never })).toBe('Unknown error');
  });
});

describe('isBlocked', () => {
  it('knows the codes by which a host refuses before the script runs', () => {
    const blocked = Array.from({ length: 300 }, (_, code) => code).filter(isBlocked);
    expect(blocked.join(' ')).toBe(
      '103 104 105 106 107 108 109 110 111 116 117 118 119 120 121 123 200 203 204 205 206 207 208 209 210 211 212 213 ' +
        '214 215 216 217 218 219 220 221 222 223 224 225 226 227 231',
    );
  });

  it.each([undefined, NaN, -103, Infinity])('does not count %s', (code) => {
    expect(isBlocked(code)).toBe(false);
  });
});
