export { ingest } from './ingest.js';
export { DEFAULT_URL, type IngestOptions } from './ingest-options.js';
export type { HttpOptions } from '../http-options.js';
