import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  contractCatalogue,
  describeExitCode,
  type ExitCodeInput,
  explainExitCode,
  todayCatalogue,
} from '../src/exit-codes/index.js';
import known from './fixtures/exit-codes.json' with { type: 'json' };

const contractCodes = known.filter(({ text }) => text !== null);

describe('the catalogues', () => {
  it('hold the contract’s 72 texts letter for letter, and nothing else', () => {
    const expected = Object.fromEntries(contractCodes.map(({ code, group, text }) => [code, { group, text }]));
    expect(contractCodes).toHaveLength(72);
    expect(contractCatalogue).toEqual(expected);
  });

  it('hold today’s 162 texts with their categories', () => {
    const expected = Object.fromEntries(
      known.map(({ code, group, text_today, category_today }) => [
        code,
        { group, category: category_today, text: text_today },
      ]),
    );
    expect(known).toHaveLength(162);
    expect(todayCatalogue).toEqual(expected);
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
