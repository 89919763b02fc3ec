import type { Asked, CommandName } from './parse-command-line.js';
import { consent } from './consent-command.js';
import { doctor } from './doctor/doctor-command.js';
import { explain } from './explain-command.js';
import { create, update } from './report-commands.js';
import { run } from './run-command.js';

/** The commands; each resolves to an exit code. */
export const COMMANDS: Readonly<Record<CommandName, (asked: Asked) => Promise<number>>> = {
  run,
  create,
  update,
  explain,
  consent,
  doctor,
};
