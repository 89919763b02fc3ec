export { pocketBase } from './pocketbase.js';
export { DEFAULT_BASE_URL, DEFAULT_COLLECTION, type PocketBaseOptions } from './pocketbase-options.js';
