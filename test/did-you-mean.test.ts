import { describe, expect, it } from 'vitest';
import { didYouMean } from '../src/did-you-mean.js';

const OPTIONS = ['consent', 'backend', 'timeoutMs', 'deadlineMs', 'beforeSend'];
const FIELDS = ['type', 'disk_size', 'nsapp', 'status', 'random_id', 'exit_code', 'cpu_model', 'gpu_model'];

describe('the word that was meant', () => {
  it.each([
    { word: 'concent', known: OPTIONS, meant: 'consent' },
    { word: 'constent', known: OPTIONS, meant: 'consent' },
    { word: 'consnt', known: OPTIONS, meant: 'consent' },
    { word: 'bakcend', known: OPTIONS, meant: 'backend' },
    { word: 'timeout', known: OPTIONS, meant: 'timeoutMs' },
    { word: 'DEADLINE-MS', known: OPTIONS, meant: 'deadlineMs' },
    { word: 'exitCode', known: FIELDS, meant: 'exit_code' },
    { word: 'randomId', known: FIELDS, meant: 'random_id' },
    { word: 'tpye', known: FIELDS, meant: 'type' },
    { word: 'app', known: FIELDS, meant: 'nsapp' },
    { word: 'disk', known: FIELDS, meant: 'disk_size' },
    { word: 'gpu_modle', known: FIELDS, meant: 'gpu_model' },
    { word: 'retries', known: OPTIONS, meant: undefined },
    { word: 'memory', known: FIELDS, meant: undefined },
    { word: 'os', known: FIELDS, meant: undefined },
    { word: '', known: FIELDS, meant: undefined },
    { word: '.*', known: FIELDS, meant: undefined },
    { word: '[(', known: FIELDS, meant: undefined },
    { word: 'consent', known: [], meant: undefined },
    { word: 'a'.repeat(100_000), known: FIELDS, meant: undefined },
  ])('is $meant for $word', ({ word, known, meant }) => {
    expect(didYouMean(word, known)).toBe(meant);
  });
});
