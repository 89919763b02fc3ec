import { parseArgs } from 'node:util';
import { didYouMean } from '../did-you-mean.js';
import { printable } from '../host/printable.js';
import { VARIABLES } from '../host/environment/variables.js';

/** The names of the commands. */
const COMMAND_NAMES = [
  'run',
  'create',
  'update',
  'explain',
  'consent',
  'doctor',
  'records',
  'top',
  'serve',
  'refusals',
] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

/** Options and the shell functions' variables that they override. */
export const FLAG_VARIABLES = {
  type: 'TELEMETRY_TYPE',
  nsapp: 'NSAPP',
  'random-id': 'RANDOM_UUID',
  'ct-type': 'CT_TYPE',
  'disk-size': 'DISK_SIZE',
  'core-count': 'CORE_COUNT',
  'ram-size': 'RAM_SIZE',
  'os-type': 'var_os',
  'os-version': 'var_version',
  method: 'METHOD',
} as const;
export type RecordFlag = keyof typeof FLAG_VARIABLES;

const RUN_FORM = 'Put the command after --: telemetry run [options] -- <command> [argument...]';

const TWO_SERVERS = 'Give --url (a PocketBase) or --service (an ingest service), not both';

const TWO_FORMS = 'Give --json or --csv, not both';

const RECORD_FLAGS = Object.keys(FLAG_VARIABLES) as RecordFlag[];

const READ_FLAGS = ['nsapp', 'since', 'limit', 'csv', 'url', 'service'];

/** The options and arguments of each command, beside `--json`. */
const TAKES: Readonly<
  Record<CommandName, { flags: readonly string[]; least: number; most: number; arguments: string }>
> = {
  run: {
    flags: [...RECORD_FLAGS, 'url', 'service', 'errinfo'],
    least: 1,
    most: Infinity,
    arguments: '-- <command> [argument...]',
  },
  create: { flags: [...RECORD_FLAGS, 'url', 'service'], least: 0, most: 0, arguments: 'no argument' },
  update: {
    flags: [...RECORD_FLAGS, 'url', 'service', 'errinfo'],
    least: 1,
    most: 2,
    arguments: '<status> [code]',
  },
  explain: { flags: [], least: 1, most: Infinity, arguments: '<code>...' },
  consent: { flags: ['file'], least: 0, most: 1, arguments: '[yes|no]' },
  doctor: { flags: ['url', 'service'], least: 0, most: 0, arguments: 'no argument' },
  records: { flags: [...READ_FLAGS, 'status', 'follow'], least: 0, most: 0, arguments: 'no argument' },
  top: { flags: READ_FLAGS, least: 0, most: 0, arguments: 'no argument' },
  refusals: { flags: ['store', 'limit'], least: 0, most: 0, arguments: 'no argument' },
  serve: {
    flags: ['store', 'retention-days', 'port', 'host', 'workers', 'trusted-proxies', 'cors', 'log'],
    least: 0,
    most: 0,
    arguments: 'no argument',
  },
};

const OPTIONS = {
  ...(Object.fromEntries(RECORD_FLAGS.map((flag) => [flag, { type: 'string' }])) as Record<
    RecordFlag,
    { type: 'string' }
  >),
  url: { type: 'string' },
  service: { type: 'string' },
  errinfo: { type: 'string' },
  file: { type: 'string' },
  status: { type: 'string' },
  since: { type: 'string' },
  limit: { type: 'string' },
  store: { type: 'string' },
  'retention-days': { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string' },
  'trusted-proxies': { type: 'string' },
  cors: { type: 'string' },
  workers: { type: 'string' },
  log: { type: 'string' },
  csv: { type: 'boolean' },
  follow: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
} as const;

/** A valid command line. */
export interface Asked {
  readonly command: CommandName | undefined;
  /** The arguments after the command. */
  readonly given: readonly string[];
  readonly values: Readonly<
    Partial<
      Record<RecordFlag | 'url' | 'service' | 'errinfo' | 'file' | 'status' | 'since' | 'limit', string> &
        Record<'store' | 'retention-days' | 'port' | 'host' | 'workers' | 'trusted-proxies' | 'cors' | 'log', string> &
        Record<'json' | 'csv' | 'follow' | 'help' | 'version', boolean>
    >
  >;
}

/** Parses a command line; `problem` says why it is invalid. Never throws. */
export function parseCommandLine(args: readonly string[]): Asked | { readonly problem: string } {
  let parsed;
  const isRun = args[0] === 'run';
  // The command that is run has options of its own.
  if (isRun && !args.includes('--') && !['-h', '--help'].includes(args[1] ?? '')) return { problem: RUN_FORM };
  try {
    parsed = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, tokens: true });
  } catch (error) {
    const what = inOurWords((error as Error).message);
    return { problem: isRun ? `${what}\n${RUN_FORM}` : what };
  }
  const { values, positionals, tokens } = parsed;
  const [command, ...given] = positionals;
  if (values.help === true || values.version === true || command === undefined) {
    return command === undefined && values.help !== true && values.version !== true
      ? { problem: `Expected a command: ${COMMAND_NAMES.join(', ')}` }
      : { command: undefined, given, values };
  }
  if (!isCommandName(command)) {
    const meant = didYouMean(command, COMMAND_NAMES);
    const advice = meant === undefined ? `expected ${COMMAND_NAMES.join(', ')}` : `did you mean '${meant}'?`;
    return { problem: `Unknown command '${printable(command)}': ${advice}` };
  }

  const terminator = tokens.find(({ kind }) => kind === 'option-terminator')?.index ?? 0;
  const beforeIt = tokens.filter(({ kind, index }) => kind === 'positional' && index < terminator);
  if (command === 'run' && beforeIt.length !== 1) return { problem: RUN_FORM };

  const { flags, least, most, arguments: expected } = TAKES[command];
  const strange = Object.keys(values).find((flag) => flag !== 'json' && !flags.includes(flag));
  if (strange !== undefined) return { problem: `${command} does not take --${strange}` };
  if (values.url !== undefined && values.service !== undefined) return { problem: TWO_SERVERS };
  if (values.json === true && values.csv === true) return { problem: TWO_FORMS };
  const wrong = RECORD_FLAGS.flatMap((flag) => problemOf(flag, values[flag]) ?? []);
  if (wrong.length > 0) return { problem: wrong.join('; ') };
  const isAnswer = command !== 'consent' || given.every((answer) => ['yes', 'no'].includes(answer));
  if (given.length < least || given.length > most || !isAnswer) return { problem: `${command} expects ${expected}` };
  return { command, given, values };
}

/** Shortens the message of Node's parser: its advice would put `--` in the wrong place. */
function inOurWords(message: string): string {
  const what = printable(message.split(/\.\s/, 1)[0] ?? '');
  const [, ambiguous] = /^Option '(?:-\w, )?--([\w-]+).*' argument is ambiguous/.exec(what) ?? [];
  if (ambiguous !== undefined)
    return `--${ambiguous} expects a value; write --${ambiguous}=-1 for one that begins with -`;
  const [, unknown] = /^Unknown option '-*([^']*)'/.exec(what) ?? [];
  const meant = unknown === undefined ? undefined : didYouMean(unknown, Object.keys(OPTIONS));
  return meant === undefined ? what : `${what}: did you mean '--${meant}'?`;
}

/** Checks an option whose value is a number or a word from a list. An empty number counts as left out. */
function problemOf(flag: RecordFlag, value: string | undefined): string | undefined {
  const variable = VARIABLES.find(({ names }) => names[0] === FLAG_VARIABLES[flag]);
  if (value === undefined || (value === '' && flag !== 'type')) return undefined;
  if (variable === undefined || variable.parse(value) !== undefined) return undefined;
  return `--${flag}: ${variable.expected}, got ${JSON.stringify(value.slice(0, 40))}`;
}

function isCommandName(word: string): word is CommandName {
  return (COMMAND_NAMES as readonly string[]).includes(word);
}
