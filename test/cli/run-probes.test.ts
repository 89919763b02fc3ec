import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { useCommandLine } from '../support/command-line.js';
import { serve } from '../support/http-server.js';
import { anEmptyHost, installTool } from '../host/facts-hosts.js';

const { telemetry } = useCommandLine();

/** Tools that write down when they end, all but a while after they began. */
function slowProbes(): { PATH: string; ended: () => string[] } {
  const host = anEmptyHost();
  const log = join(host.root, 'log');
  for (const name of ['pveversion', 'lspci', 'dmidecode']) {
    const version = 'pve-manager/8.3.2/3e76eec21c4a14a7 (running kernel: 6.8.12-5-pve)';
    installTool(host, name, `sleep 0.1; echo ${name} >>'${log}'; echo '${version}'`);
  }
  installTool(host, 'install', `echo install >>'${log}'`);
  const ended = (): string[] => readFileSync(log, 'utf8').trim().split('\n');
  return { PATH: `${host.path}:${process.env['PATH'] ?? ''}`, ended };
}

it('run starts its command before it has looked at this machine, and asks for no more than PocketBase stores', async () => {
  const requests: string[] = [];
  const url = await serve((request, response) => {
    request.on('data', (body) =>
      requests.push(`${request.method} ${(JSON.parse(String(body)) as { status: string }).status}`),
    );
    request.on('end', () => response.end('{"id":"abc123def456789"}'));
  });
  const { PATH, ended } = slowProbes();
  const { code } = await telemetry(['run', '--url', url, '--type', 'lxc', '--nsapp', 'plex', '--', 'install'], {
    PATH,
    DIAGNOSTICS: 'yes',
  });
  expect(code).toBe(0);
  expect(ended()[0]).toBe('install');
  expect(ended()).not.toContain('lspci');
  expect(ended()).not.toContain('dmidecode');
  // The end waits for the beginning, and the beginning for what is found out.
  expect(requests).toEqual(['POST installing', 'PATCH sucess']);
});

it('run without consent looks at nothing', async () => {
  const { PATH, ended } = slowProbes();
  const { code } = await telemetry(['run', '--type', 'lxc', '--nsapp', 'plex', '--', 'install'], { PATH });
  expect(code).toBe(0);
  expect(ended()).toEqual(['install']);
});
