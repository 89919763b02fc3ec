// Reports over HTTP on 64 connections, first creates, then runs with their ends: URL of the server, its process id, the
// dialect. Prints what a report took, as JSON.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

const REPORTS = 5_000;
const CONNECTIONS = 64;
const COLLECTION = '/api/collections/_dev_telemetry_data/records';
/** The processor's time in `/proc` is counted in hundredths of a second. */
const TICK_US = 10_000;

const [url, pid, dialect] = process.argv.slice(2);
const { hostname, port } = new URL(url);
const fields = {
  ...{ type: 'lxc', nsapp: 'plex', ct_type: 1, disk_size: 8, core_count: 2, ram_size: 2048 },
  ...{ os_type: 'debian', os_version: '12', pve_version: '8.4.1', method: 'default' },
};
const end = { status: 'failed', exit_code: 127, error: 'Command not found' };

const creates = await timed(create);
const ends = await timed(async (ask) => {
  const id = await create(ask);
  const isService = dialect === 'service';
  const whole = { random_id: id, execution_id: id, ...fields, ...end };
  await (isService ? ask('POST', '/telemetry', whole) : ask('PATCH', `${COLLECTION}/${id}`, end));
});
console.log(JSON.stringify({ ...creates, endRate: ends.rate, memory: memory() }));

/** @returns the id of the record, which the other requests name. */
async function create(ask) {
  const random_id = randomUUID();
  const begun = { random_id, ...fields, status: 'installing' };
  if (dialect === 'service') await ask('POST', '/telemetry', { ...begun, execution_id: random_id });
  else return JSON.parse(await ask('POST', COLLECTION, begun)).id;
  return random_id;
}

/** Repeats a work on every connection. */
async function timed(work) {
  const took = [];
  const [began, cpuBefore] = [performance.now(), cpu()];
  let left = REPORTS;
  const connections = Array.from({ length: CONNECTIONS }, async () => {
    const { ask, leave } = open();
    while (left > 0) {
      left -= 1;
      const from = performance.now();
      await work(ask);
      took.push(performance.now() - from);
    }
    leave();
  });
  await Promise.all(connections);
  const seconds = (performance.now() - began) / 1_000;
  took.sort((a, b) => a - b);
  const p99 = took[Math.floor(took.length * 0.99)];
  return { rate: took.length / seconds, cpu: (cpu() - cpuBefore) / took.length, p99 };
}

/** One connection that is kept, as cheap as it can be, so that it is the server that is measured. */
function open() {
  const socket = connect(Number(port), hostname).setNoDelay(true);
  let answered;
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    const bodyAt = text.indexOf('\r\n\r\n') + 4;
    const length = /content-length: (\d+)/i.exec(text)?.[1];
    if (bodyAt < 4 || (length === undefined ? !text.endsWith('0\r\n\r\n') : text.length < bodyAt + Number(length)))
      return;
    const answer = text;
    text = '';
    if (!/^HTTP\/1.1 20[02] /.test(answer)) throw new Error(answer);
    answered(answer.slice(bodyAt));
  });
  const ask = (method, path, body) => {
    const json = JSON.stringify(body);
    const head = `${method} ${path} HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\n`;
    socket.write(`${head}content-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`);
    return new Promise((resolve) => (answered = resolve));
  };
  return { ask, leave: () => socket.destroy() };
}

/** What the server has used of the processor, in microseconds. */
function cpu() {
  const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13);
  return (Number(user) + Number(system)) * TICK_US;
}

/** The server's memory, in megabytes. */
function memory() {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}
