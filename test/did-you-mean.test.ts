import { describe, expect, it } from 'vitest';
import { didYouMean } from '../src/did-you-mean.js';

const OPTIONS = ['consent', 'backend', 'closeGuard', 'attempts', 'timeoutMs', 'deadlineMs', 'onEvent'];
const FLAGS = ['type', 'nsapp', 'ct-type', 'os-type', 'os-version', 'url', 'json', 'file'];

describe('didYouMean', () => {
  it.each([
    { word: 'concent', known: OPTIONS, means: 'consent' },
    { word: 'attempt', known: OPTIONS, means: 'attempts' },
    { word: 'timeout', known: OPTIONS, means: 'timeoutMs' },
    { word: 'closeguard', known: OPTIONS, means: 'closeGuard' },
    { word: 'onevnet', known: OPTIONS, means: 'onEvent' },
    { word: 'os-typ', known: FLAGS, means: 'os-type' },
    { word: 'app', known: FLAGS, means: 'nsapp' },
    { word: 'app', known: ['help', 'nsapp'], means: 'nsapp' },
    { word: 'tyep', known: FLAGS, means: 'type' },
    { word: 'osversion', known: FLAGS, means: 'os-version' },
    { word: 'retries', known: OPTIONS, means: undefined },
    { word: 'colour', known: FLAGS, means: undefined },
    { word: 'ct', known: ['lxc', 'vm', 'addon', 'pve'], means: undefined },
    { word: '', known: FLAGS, means: undefined },
    { word: 'x'.repeat(1_000_000), known: OPTIONS, means: undefined },
    { word: 'concent', known: [], means: undefined },
  ])('takes $word for $means', ({ word, known, means }) => {
    expect(didYouMean(word, known)).toBe(means);
  });
});
