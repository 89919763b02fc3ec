export type { StoredRecord, StoredStatus } from '../backends/pocketbase/collection-spelling.js';
export { memory, type MemoryBackend, type MemoryOptions, type MemoryRecord } from '../backends/memory.js';
export { backendContract } from './backend-contract.js';
export type { ContractCase } from './contract-case.js';
export { transportContract, type TransportContractOptions, transportContractServer } from './transport-contract.js';
export { MemoryGuardStore } from '../update-guard.js';
