import { endLike } from '../run/end-like.js';
import { runInstallation } from '../run/run-installation.js';
import type { Asked } from './command-line.js';
import { onThisHost } from './host-fields.js';
import { clientFor, namedReadingFor } from './reporting.js';
import { serverFor, serverToJoin } from './server.js';
import { complain, print, tell } from './streams.js';
import { asRefused, inColour, toJson } from './what-became-of-it.js';

/** Runs a command, and ends as it ends. */
export async function run(asked: Asked): Promise<number> {
  const [command = '', ...args] = asked.given;
  const server = serverFor(asked);
  const { record, problems } = await namedReadingFor(asked, server);
  const { telemetry, refused } = await clientFor(server);
  const ended = await runInstallation(command, args, {
    record: await onThisHost(record, server),
    telemetry,
    env: { ...process.env, ...(refused === undefined ? serverToJoin(asked) : {}) },
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
