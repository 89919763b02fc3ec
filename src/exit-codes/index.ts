export type { ExitCodeCatalogue, ExitCodeEntry } from './catalogue.js';
export { contractCatalogue } from './contract-catalogue.js';
export type { CommandStatus, ExitCodeInput, ProcessEnd } from './exit-code.js';
export { describeExitCode, type ExitCodeDescription, explainExitCode, UNKNOWN_ERROR } from './explain.js';
export { todayCatalogue } from './today-catalogue.js';
