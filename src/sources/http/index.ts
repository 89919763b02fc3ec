export { getJson, refused, unexpected } from './get-json.js';
export { HTTP_SOURCE_EXPECTATIONS, type HttpSourceOptions } from './http-source-options.js';
export { openStream } from './open-stream.js';
export { beginRead, type ReadCall, readWithin } from './read-call.js';
export { withRetries } from './with-retries.js';
