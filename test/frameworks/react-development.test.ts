import { describeReact } from './react.js';

describeReact('development');
