export { TlsAgent as Agent, request } from './virtual-http.js';
