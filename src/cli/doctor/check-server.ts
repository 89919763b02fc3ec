import { communityServer } from '../../backends/pocketbase/index.js';
import { isTelemetryError, type TelemetryError } from '../../errors.js';
import { urlProblem } from '../client.js';
import { backendFor } from '../backend.js';
import { type Server, serverInWords } from '../server.js';
import type { ServerConversation } from './ask-server.js';
import { checkPocketBase } from './check-pocketbase.js';
import { checkService } from './check-service.js';
import type { Finding, ServerFinding } from './finding.js';

/** Checks that reports reach the right server, which would accept them. Stores nothing. */
export async function checkServer(server: Server, conversation: ServerConversation): Promise<Finding> {
  const check = 'server';
  try {
    await backendFor(server);
  } catch (error) {
    if (!isTelemetryError(error)) throw error;
    const advice =
      server.kind === 'service'
        ? 'Give the full URL of the service, such as https://service.example.org/telemetry'
        : 'Give the root URL of PocketBase, such as https://pb.example.org';
    return { check, verdict: 'problem', says: urlProblem(server, error), advice };
  }
  const { says, ...found } = await answerOf(server, conversation);
  // The text already begins with the server.
  const briefly = says.replace(new URL(server.url ?? communityServer).origin, '');
  return { check, says: `${serverInWords(server)}: ${briefly}`, ...found };
}

async function answerOf({ kind, url }: Server, conversation: ServerConversation): Promise<ServerFinding> {
  try {
    return await (kind === 'service' ? checkService(url, conversation) : checkPocketBase(url, conversation));
  } catch (error) {
    if (!isTelemetryError(error)) throw error;
    return { verdict: 'problem', says: error.message, advice: adviceFor(error) };
  }
}

function adviceFor({ code, status, message }: TelemetryError): string {
  if (status === 429) return 'Wait a minute: too many requests came from this address.';
  if (code === 'unavailable') return 'The server has trouble. Check its log, or try again later.';
  const isRedirect = status !== undefined && status >= 300 && status <= 399;
  if (isRedirect) return 'Use the URL it redirects to, or that of the server itself.';
  if (code === 'unexpected-answer') return 'Check the URL: this is not the answer of a telemetry server.';
  if (message.includes('(proxy ')) {
    return 'Check the proxy: host, port, user and password in the variable, and what it allows.';
  }
  if (code === 'timed-out') {
    return 'The server did not answer: it is overloaded or locked, or a firewall or proxy drops the packets.';
  }
  if (/WRONG_VERSION_NUMBER|EPROTO/.test(message)) return 'Use http instead of https, or the port that speaks https.';
  if (/CERT|SSL|TLS/.test(message)) return "Check the server's certificate, and this machine's clock.";
  if (/ENOTFOUND/.test(message)) return 'Check the host name in the URL.';
  return 'Check the host name and port in the URL, that the server runs, and the network.';
}
