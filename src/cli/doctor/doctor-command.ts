import { VERSION } from '../../version.js';
import { guardFolder } from '../guard-store.js';
import { print } from '../output.js';
import type { Asked } from '../parse-command-line.js';
import { serverFor } from '../server.js';
import { ServerConversation } from './ask-server.js';
import { checkClock } from './check-clock.js';
import { checkConsent } from './check-consent.js';
import { checkGuards } from './check-guards.js';
import { checkProxy } from './check-proxy.js';
import { checkRecord } from './check-record.js';
import { checkServer } from './check-server.js';
import { inLines } from './finding-lines.js';

const PROBLEM = 1;

/**
 * Finds out why reports do not arrive, and says what to do. Contacts the server even without consent, but sends nothing
 * about this machine or an installation. Creates the guard folder if it is missing, and changes nothing else.
 */
export async function doctor({ values, ...asked }: Asked): Promise<number> {
  const server = serverFor({ ...asked, values });
  const conversation = new ServerConversation();
  const checks = [
    await checkConsent(),
    checkRecord(process.env, server),
    await checkServer(server, conversation),
    checkClock(conversation.clockAheadMs),
    checkProxy(server, process.env),
    await checkGuards(guardFolder),
  ];
  const ok = checks.every(({ verdict }) => verdict !== 'problem');
  await print(values.json === true ? JSON.stringify({ ok, version: VERSION, checks }) : inLines(checks));
  return ok ? 0 : PROBLEM;
}
