// @ts-check
import { redact } from '@community-scripts/telemetry/failure';
import { besidePeer } from './beside-peer.mjs';

const LINES = `Get:1 http://deb.debian.org/debian bookworm/main amd64 libc6 amd64 2.36-9+deb12u10 [2,756 kB]
npm error code EACCES: permission denied, mkdir '/home/jane/.npm/_cacache/tmp'
curl: (22) The requested URL returned error: 401 https://admin:hunter2@git.example.org/api/v4?private_token=glpat-x1Y2z3A4b5C6d7E8f9G0
Nov 21 12:00:00 pve1 systemd[1]: plexmediaserver.service: Main process exited, code=exited, status=1/FAILURE
ssh: connect to host 192.168.7.42 port 22: Connection refused
`;

/** Whether a long text takes more than its share: linear time is 1. */
export async function redaction() {
  const log = LINES.repeat(Math.ceil(1_000_000 / LINES.length));
  const sixteenth = log.slice(0, 62_500);
  await besidePeer('A log of 1 MB', 7, [
    {
      name: 'a sixteenth of it, sixteen times',
      run: () => {
        for (let part = 0; part < 16; part += 1) redact(sixteenth);
      },
    },
    { name: 'redact', run: () => redact(log) },
  ]);
}
