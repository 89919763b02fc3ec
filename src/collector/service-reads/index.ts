export { answerRead, isReadPath } from './answer-read.js';
