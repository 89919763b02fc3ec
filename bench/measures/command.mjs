// @ts-check
import { fileURLToPath } from 'node:url';
import { commandOf, everyBuildBy } from '../builds.mjs';
import { launch } from '../launch.mjs';
import { programFile } from '../program-files.mjs';

/** @type {Readonly<Record<string, { args: readonly string[], consent?: string }>>} */
const CALLS = {
  create: { args: ['create', '--type', 'lxc', '--nsapp', 'plex'], consent: 'yes' },
  'create, no consent': { args: ['create', '--type', 'lxc', '--nsapp', 'plex'], consent: 'no' },
  explain: { args: ['explain', '100'] },
};

/** @type {import('../measure.js').Measure} */
export const measure = {
  what: 'the command `telemetry`, from its start to its end',
  quantities: { ms: { what: 'time', unit: 'ms' } },
  contestants: [
    { name: 'an empty process' },
    ...Object.keys(CALLS).flatMap((variant) => everyBuildBy(variant)),
    { name: 'curl from bash', variant: 'curl' },
  ],
  reference: 'an empty process',
  processes: 1,
  rounds: 24,
  async prepare({ build, variant }, { builds, fast, folder }) {
    const environment = { PB_URL: fast, TELEMETRY_GUARDS: `${folder}/guards` };
    if (variant === 'curl') {
      const script = fileURLToPath(new URL('../peers/curl.sh', import.meta.url));
      return () => ({ ms: launch('bash', [script, fast]).ms });
    }
    const call = CALLS[variant ?? ''];
    if (call === undefined) return () => ({ ms: launch(process.execPath, [programFile('empty')]).ms });

    const command = [commandOf(builds[build ?? 'this']), ...call.args];
    const consented = call.consent === undefined ? environment : { ...environment, DIAGNOSTICS: call.consent };
    if (call.consent !== undefined) {
      const { outcome } = JSON.parse(launch(process.execPath, [...command, '--json'], consented).stdout);
      const expected = call.consent === 'yes' ? 'created' : 'skipped';
      if (outcome !== expected) throw new Error(`The create is ${outcome}`);
    }
    return () => ({ ms: launch(process.execPath, command, consented).ms });
  },
};
