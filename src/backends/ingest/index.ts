export { DEFAULT_URL, ingest, type IngestOptions } from './ingest.js';
export type { HttpOptions } from '../http-options.js';
