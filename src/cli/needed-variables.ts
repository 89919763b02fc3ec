import { RANDOM_ID, TYPE } from '../host/environment/variables.js';

/** While one of these is invalid, nothing is sent; other invalid variables are left out of the report. */
export const NEEDED_VARIABLES: readonly string[] = [TYPE.names[0], RANDOM_ID.names[0]];
