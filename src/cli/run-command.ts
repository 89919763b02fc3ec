import { isDebugging } from '../host/debug-events.js';
import { endLike } from '../host/run/end-like.js';
import { printable } from '../host/printable.js';
import { runReported } from '../host/run/run-reported.js';
import type { Asked } from './parse-command-line.js';
import { addHostFacts } from './add-host-facts.js';
import { clientFor } from './client.js';
import { readNamedRecord } from './read-record.js';
import { serverFor, serverToJoin } from './server.js';
import { complain, print } from './output.js';
import { asRefused, isInvalidReport, sayOutcome } from './outcome-text.js';

/** Runs a command, reports it, and exits as it did. */
export async function run(asked: Asked): Promise<number> {
  const [command = '', ...args] = asked.given;
  const server = serverFor(asked);
  const { record, problems } = await readNamedRecord(asked, server);
  const { telemetry, refused } = await clientFor(asked, server);
  const env = { ...process.env, ...(refused === undefined ? serverToJoin(asked) : {}) };
  const { errinfo } = asked.values;
  const ended = await runReported(command, args, { record, telemetry, env, errinfo }, (known) =>
    addHostFacts(known, server),
  );

  const { startError, ...end } = ended;
  const [created, updated] = [asRefused(end.created, refused), asRefused(end.updated, refused)];
  if (startError !== undefined) await complain(`${printable(command)}: ${inShellWords(startError)}`);
  if (asked.values.json === true) {
    await print(JSON.stringify({ ...end, created, updated, problems }));
  } else if (!isDebugging()) {
    // Without a create, every update fails, and does not say why.
    await sayOutcome(isInvalidReport(created) ? created : updated, server);
  }
  endLike(ended);
  return ended.exitCode;
}

function inShellWords(error: Error): string {
  const { code } = error as { code?: unknown };
  if (code === 'ENOENT') return 'command not found';
  return code === 'EACCES' ? 'permission denied' : error.message;
}
