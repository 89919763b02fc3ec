import { endLike } from '../run/end-like.js';
import { runInstallation } from '../run/run-installation.js';
import type { Asked } from './command-line.js';
import { clientFor, onThisHost, readingFor } from './reporting.js';
import { coloured, complain, print, tell } from './streams.js';
import { inWords, isGood, toJson } from './what-became-of-it.js';

/** Runs a command, and ends as it ends. */
export async function run(asked: Asked): Promise<number> {
  const [command = '', ...args] = asked.given;
  const { record, problems } = await readingFor(asked);
  const ended = await runInstallation(command, args, {
    record: await onThisHost(record),
    telemetry: await clientFor(asked),
    errinfo: asked.values.errinfo,
  });

  const { created, updated, startError, ...end } = ended;
  if (startError !== undefined) await complain(`${command}: ${startError.message}`);
  if (asked.values.json === true) {
    await print(JSON.stringify({ ...end, created: toJson(created), updated: toJson(updated), problems }));
  } else {
    await tell(`telemetry: ${coloured(inWords(updated), isGood(updated))}`);
  }
  endLike(ended);
  return ended.exitCode;
}
