import { endLike } from '../run/end-like.js';
import { runInstallation } from '../run/run-installation.js';
import type { Asked } from './command-line.js';
import { clientFor, creationFor, onThisHost } from './reporting.js';
import { complain, print, tell } from './streams.js';
import { asRefused, inColour, toJson } from './what-became-of-it.js';

/** Runs a command, and ends as it ends. */
export async function run(asked: Asked): Promise<number> {
  const [command = '', ...args] = asked.given;
  const { record, problems } = await creationFor(asked);
  const { telemetry, refused } = await clientFor(asked);
  const ended = await runInstallation(command, args, {
    record: await onThisHost(record),
    telemetry,
    errinfo: asked.values.errinfo,
  });

  const { startError, ...end } = ended;
  const [created, updated] = [asRefused(end.created, refused), asRefused(end.updated, refused)];
  if (startError !== undefined) await complain(`${command}: ${inShellWords(startError)}`);
  if (asked.values.json === true) {
    await print(JSON.stringify({ ...end, created: toJson(created), updated: toJson(updated), problems }));
  } else {
    await tell(`telemetry: ${inColour(updated)}`);
  }
  endLike(ended);
  return ended.exitCode;
}

function inShellWords(error: Error): string {
  const { code } = error as { code?: unknown };
  if (code === 'ENOENT') return 'command not found';
  return code === 'EACCES' ? 'permission denied' : error.message;
}
