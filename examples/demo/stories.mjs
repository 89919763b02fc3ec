// @ts-check
// What goes wrong around an installation. Both clients run each story through the same code.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * @typedef {ReturnType<typeof import('./plain-fetch-client.mjs').plainFetchClient>} PlainFetchClient
 * @typedef {import('@community-scripts/telemetry').TelemetryClient | PlainFetchClient} Client
 * @typedef {import('@community-scripts/telemetry').InstallationRecord & { random_id: string }} InstallationRecord
 *
 * @typedef {object} Scene
 * @property {InstallationRecord} record What is installed.
 * @property {(url: string, settings?: { diagnostics: string }) => Client} connect Makes the client.
 * @property {Pick<import('../../test/pocketbase/server.mjs').PocketBase, 'url' | 'crash' | 'revive'>} server
 * @property {import('./proxy.mjs').Proxy} proxy
 *
 * @typedef {object} End What a record says of the end.
 * @property {string} status
 * @property {number} exit_code
 * @property {string} error
 *
 * @typedef {object} Story
 * @property {string} sentence
 * @property {string} nsapp
 * @property {(scene: Scene) => Promise<void>} report
 * @property {End | undefined} right What is to be stored in the end; `undefined`: no record.
 */

/** @type {readonly Story[]} */
export const STORIES = [
  {
    sentence: 'The answer to the first report is lost; the installation succeeds.',
    nsapp: 'jellyfin',
    async report({ record, connect, proxy }) {
      const client = connect(proxy.url);
      proxy.loseNextAnswer();
      await client.create(record);
      await client.update({ random_id: record.random_id, exit_code: 0 });
    },
    right: { status: 'sucess', exit_code: 0, error: '' },
  },
  {
    sentence: 'The server is down when the installation begins, and up when it fails (127).',
    nsapp: 'haos',
    async report({ record, connect, server }) {
      const client = connect(server.url);
      await server.crash();
      await client.create(record);
      await server.revive();
      await client.update({ random_id: record.random_id, exit_code: 127, error: 'Command not found' });
    },
    right: { status: 'failed', exit_code: 127, error: 'Command not found' },
  },
  {
    sentence: 'The installation is killed (137), and two handlers report at once: 137 and 0.',
    nsapp: 'netdata',
    async report({ record, connect, proxy }) {
      const client = connect(proxy.url);
      const { random_id } = record;
      await client.create(record);
      const isUnderWay = proxy.nextRequest();
      const killed = client.update({ random_id, exit_code: 137, error: 'Killed' });
      await isUnderWay;
      const done = client.update({ random_id, exit_code: 0 });
      await Promise.all([killed, done]);
    },
    right: { status: 'failed', exit_code: 137, error: 'Killed' },
  },
  {
    sentence: 'The error text holds a password.',
    nsapp: 'gitea',
    async report({ record, connect, server }) {
      const client = connect(server.url);
      await client.create(record);
      const error = 'wget https://bot:hunter2@git.lan/app.tgz: 403';
      await client.update({ random_id: record.random_id, exit_code: 8, error });
    },
    right: { status: 'failed', exit_code: 8, error: 'wget https://[secret]@git.lan/app.tgz: 403' },
  },
  {
    sentence: 'The user presses Ctrl+C while a command runs.',
    nsapp: 'immich',
    async report({ record, connect, server }) {
      const client = connect(server.url);
      const ctrlC = new AbortController();
      /** @param {{ signal: AbortSignal }} installation */
      const install = ({ signal }) => {
        const running = promisify(execFile)(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { signal });
        running.child.once('spawn', () => ctrlC.abort());
        return running;
      };
      await client.track(record, install, { signal: ctrlC.signal }).catch(() => {});
    },
    right: { status: 'unknown', exit_code: 130, error: 'Terminated by Ctrl+C (SIGINT)' },
  },
  {
    sentence: 'The user said no: DIAGNOSTICS=No.',
    nsapp: 'pihole',
    async report({ record, connect, server }) {
      const client = connect(server.url, { diagnostics: 'No' });
      await client.create(record);
      await client.update({ random_id: record.random_id, exit_code: 0 });
    },
    right: undefined,
  },
];
