import { describeReact } from './react.js';

describeReact('production');
