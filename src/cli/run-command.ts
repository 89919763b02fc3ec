import { isDebugging } from '../host/debug-events.js';
import { endLike } from '../host/run/end-like.js';
import { printable } from '../host/printable.js';
import { runReported } from '../host/run/run-reported.js';
import type { Asked } from './parse-command-line.js';
import { LaterClient } from './later-client.js';
import { newRandomId } from './new-random-id.js';
import { isRefused, sayOutcome } from './outcome-text.js';
import { complain, print } from './output.js';
import { readNamedRecord } from './read-record.js';
import { isUrlValid, serverFor, serverToJoin } from './server.js';

/** Runs a command, reports it, and exits as it did. What reports it is loaded while it runs. */
export async function run(asked: Asked): Promise<number> {
  const [command = '', ...args] = asked.given;
  const server = serverFor(asked);
  const { record, problems } = await readNamedRecord(asked, server);
  const { random_id = newRandomId() } = record;
  const telemetry = new LaterClient(asked, server);
  const isValid = isUrlValid(server);
  // Says that the URL is invalid before the command prints anything.
  if (!isValid) await telemetry.load();
  const env = { ...process.env, ...(isValid ? serverToJoin(asked) : {}) };
  const { errinfo } = asked.values;
  const ended = await runReported(
    command,
    args,
    { record: { ...record, random_id }, telemetry, env, errinfo },
    async (known) => {
      const { addHostFacts } = await import('./add-host-facts.js');
      return addHostFacts(known, server);
    },
  );

  const { startError, ...end } = ended;
  const { created, updated } = end;
  if (startError !== undefined) await complain(`${printable(command)}: ${inShellWords(startError)}`);
  if (asked.values.json === true) {
    await print(JSON.stringify({ ...end, problems }));
  } else if (!isDebugging()) {
    // Without a create, every update fails, and does not say why.
    await sayOutcome(isRefused(created) ? created : updated, server);
  }
  endLike(ended);
  return ended.exitCode;
}

function inShellWords(error: Error): string {
  const { code } = error as { code?: unknown };
  if (code === 'ENOENT') return 'command not found';
  return code === 'EACCES' ? 'permission denied' : error.message;
}
