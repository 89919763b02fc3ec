import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseCommandLine } from '../../src/cli/parse-command-line.js';
import { serveSettings } from '../../src/cli/serve/serve-settings.js';

const example = (name: string): string =>
  readFileSync(new URL(`../../examples/collector/${name}`, import.meta.url), 'utf8');

/** How a file of examples/ starts the collector: the arguments after `telemetry`. */
const COMMANDS = [
  {
    file: 'telemetry-collector.service',
    args: /^ExecStart=\/usr\/bin\/telemetry (.+)$/m.exec(example('telemetry-collector.service'))?.[1]?.split(' '),
  },
  {
    file: 'compose.yaml',
    args: /^ {4}command:\n((?: {6}- .+\n)+)/m.exec(example('compose.yaml'))?.[1]?.match(/(?<=- ).+/g),
  },
];

describe('examples/collector', () => {
  it.each(COMMANDS)('$file starts a command that is valid', ({ args }) => {
    const asked = parseCommandLine([...(args ?? [])]);
    if ('problem' in asked) throw new Error(asked.problem);
    expect(asked.command).toBe('serve');
    expect(serveSettings(asked)).toMatchObject({ port: 8080, isLogged: true, store: { retentionDays: 365 } });
  });

  const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
  it.runIf(hasSystemd)('the unit is one that systemd understands, and is little exposed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'telemetry-unit-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const unit = join(folder, 'telemetry-collector.service');
    writeFileSync(unit, example('telemetry-collector.service').replace('/usr/bin/telemetry', process.execPath));
    const verified = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' });
    expect({ status: verified.status, stderr: verified.stderr }).toEqual({ status: 0, stderr: '' });
    const exposed = spawnSync('systemd-analyze', ['security', '--offline=true', unit], { encoding: 'utf8' });
    const level = Number(/exposure level for .*: ([\d.]+)/.exec(exposed.stdout)?.[1]);
    expect(level).toBeLessThan(2);
  });
});
