export { pocketBase } from './pocketbase.js';
export { communityServer, DEFAULT_COLLECTION, type PocketBaseOptions } from './pocketbase-options.js';
