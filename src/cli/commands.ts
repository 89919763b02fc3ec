import type { Asked, CommandName } from './parse-command-line.js';

type Command = (asked: Asked) => Promise<number>;

/** The commands; each resolves to an exit code. What one of them needs is set up only if it is called. */
export const COMMANDS: Readonly<Record<CommandName, Command>> = {
  run: async (asked) => (await import('./run-command.js')).run(asked),
  create: async (asked) => (await import('./report-commands.js')).create(asked),
  update: async (asked) => (await import('./report-commands.js')).update(asked),
  explain: async (asked) => (await import('./explain-command.js')).explain(asked),
  consent: async (asked) => (await import('./consent-command.js')).consent(asked),
  doctor: async (asked) => (await import('./doctor/doctor-command.js')).doctor(asked),
  records: async (asked) => (await import('./records/records-command.js')).records(asked),
  refusals: async (asked) => (await import('./serve/refusals-command.js')).refusals(asked),
  serve: async (asked) => (await import('./serve/serve-command.js')).serve(asked),
  top: async (asked) => (await import('./records/top-command.js')).top(asked),
};
