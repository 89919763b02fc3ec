// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs';
import { commandOf, everyBuild, everyBuildBy } from '../builds.mjs';
import { launch } from '../launch.mjs';

const COMMAND = ['date', '+%s%N'];
const BY_HAND = `require('node:child_process').spawn('${COMMAND[0]}', ['${COMMAND[1]}'], { stdio: 'inherit' })`;
const SLOW_PROBE = "#!/bin/sh\nsleep 0.2\necho 'pve-manager/8.3.2/3e76eec21c4a14a7 (running kernel: 6.8.12-5-pve)'\n";

/** @type {import('../measure.js').Measure} */
export const measure = {
  what: 'from the call of `telemetry run` to the start of its command',
  quantities: { ms: { what: 'time', unit: 'ms' } },
  contestants: [{ name: 'node -e that spawns it' }, ...everyBuild, ...everyBuildBy('slow', 'slow probes')],
  reference: 'node -e that spawns it',
  processes: 1,
  rounds: 20,
  async prepare({ name, build, variant }, { builds, fast, folder }) {
    const probes = `${folder}/probes of ${name}`;
    mkdirSync(probes);
    if (variant === 'slow') writeFileSync(`${probes}/pveversion`, SLOW_PROBE, { mode: 0o755 });
    const environment = {
      PATH: `${probes}:${process.env['PATH'] ?? ''}`,
      PB_URL: fast,
      DIAGNOSTICS: 'yes',
      TELEMETRY_GUARDS: `${folder}/guards`,
    };
    const run = ['run', '--type', 'lxc', '--nsapp', 'plex'];
    const args = build === undefined ? ['-e', BY_HAND] : [commandOf(builds[build]), ...run, '--', ...COMMAND];
    if (build !== undefined) {
      const { stdout } = launch(
        process.execPath,
        [commandOf(builds[build]), ...run, '--json', '--', 'true'],
        environment,
      );
      const { outcome } = JSON.parse(stdout).updated;
      if (outcome !== 'updated') throw new Error(`The update is ${outcome}`);
    }
    const sample = () => {
      const calledMs = performance.timeOrigin + performance.now();
      const { stdout } = launch(process.execPath, args, environment);
      const startedMs = Number(/^\d{19}$/m.exec(stdout)?.[0]) / 1_000_000;
      if (Number.isNaN(startedMs)) throw new Error(`\`${COMMAND.join(' ')}\` prints no nanoseconds here`);
      return { ms: startedMs - calledMs };
    };
    sample();
    return sample;
  },
};
