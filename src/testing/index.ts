export { memory, type MemoryBackend, type MemoryOptions, type MemoryRecord } from '../backends/memory.js';
