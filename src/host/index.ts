export { type FileGuardOptions, FileGuardStore } from './guards/file-guard-store.js';
