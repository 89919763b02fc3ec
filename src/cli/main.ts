#!/usr/bin/env node
import { parseCommandLine } from './parse-command-line.js';
import { COMMANDS } from './commands.js';
import { HELP } from './help.js';
import { complain, print, printUsage } from './output.js';
import { VERSION } from '../version.js';

/** Exit code for an invalid command line, as usual. */
const USAGE = 2;

async function main(args: readonly string[]): Promise<void> {
  const asked = parseCommandLine(args);
  if (args.length === 0) {
    await printUsage(HELP);
    process.exitCode = USAGE;
  } else if ('problem' in asked) {
    await complain(`${asked.problem}\nTry: telemetry --help`);
    process.exitCode = USAGE;
  } else if (asked.values.version === true) await print(VERSION);
  else if (asked.values.help === true || asked.command === undefined) await print(HELP);
  else process.exitCode = await COMMANDS[asked.command](asked);
}

void main(process.argv.slice(2));
