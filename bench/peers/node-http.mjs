import { Agent, request } from 'node:http';
import { aBeginning, anEnd, RECORDS } from './payloads.mjs';

/** `node:http` by hand, with connections that are kept. */
export async function connect(url) {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(url);
  const send = (method, path, body) =>
    new Promise((resolve, reject) => {
      const text = JSON.stringify(body);
      const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
      const sent = request({ agent, hostname, port, method, path: `${RECORDS}${path}`, headers }, (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('end', () => {
          if (answer.statusCode === 200) resolve(JSON.parse(Buffer.concat(chunks).toString()));
          else reject(new Error(`${method} answered ${answer.statusCode}`));
        });
        answer.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(text);
    });
  return {
    async lifecycle() {
      const { id } = await send('POST', '', aBeginning());
      await send('PATCH', `/${id}`, anEnd);
    },
    close: () => agent.destroy(),
  };
}
