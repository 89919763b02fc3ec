export { PlainAgent as Agent, request } from './virtual-http.js';
