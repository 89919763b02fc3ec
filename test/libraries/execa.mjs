// @ts-check
import { load } from './library.mjs';

/** @param {import('./library.mjs').How['options']} options */
const forExeca = ({ signal, ...options }) => (signal === undefined ? options : { ...options, cancelSignal: signal });

/** @type {readonly import('./library.mjs').Form[]} */
const forms = [
  {
    name: 'throws',
    takes: ['signal', 'timeout', 'maxBuffer'],
    work: ({ file, args, options }, { execa }) => execa(file, args, forExeca(options)),
  },
  {
    name: 'reject: false',
    takes: ['signal', 'timeout', 'maxBuffer'],
    work: ({ file, args, options }, { execa }) => execa(file, args, { ...forExeca(options), reject: false }),
  },
  {
    name: 'execaSync throws',
    blocks: true,
    takes: ['timeout', 'maxBuffer'],
    work: ({ file, args, options }, { execaSync }) => execaSync(file, args, options),
  },
  {
    name: 'execaSync, reject: false',
    blocks: true,
    takes: ['timeout', 'maxBuffer'],
    work: ({ file, args, options }, { execaSync }) => execaSync(file, args, { ...options, reject: false }),
  },
];

/** @type {import('./library.mjs').Library[]} */
export default [
  { name: 'execa 9', package: 'execa9', load: () => load('execa9'), forms },
  { name: 'execa 10', package: 'execa', load: () => load('execa'), forms },
];
