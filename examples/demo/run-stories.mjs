// @ts-check
import { randomUUID } from 'node:crypto';
import { pocketBase, TelemetryClient } from '@community-scripts/telemetry';
import { startPocketBase } from '../../test/pocketbase/server.mjs';
import { plainFetchClient } from './plain-fetch-client.mjs';
import { startProxy } from './proxy.mjs';
import { STORIES } from './stories.mjs';

/**
 * @typedef {import('./stories.mjs').End} End
 *
 * @typedef {object} Ending What a client left in PocketBase.
 * @property {End | undefined} stored
 * @property {boolean} isRight Whether it is what the story asks for, and nothing else.
 *
 * @typedef {object} StoryResult
 * @property {import('./stories.mjs').Story} story
 * @property {Ending} ours
 * @property {Ending} plain
 */

/**
 * Runs every story with both clients on one real PocketBase, and reads what each of them left there.
 *
 * @param {string} binary Path of the PocketBase, which ends after the last story.
 * @returns {AsyncGenerator<StoryResult>}
 */
export async function* runStories(binary) {
  const server = await startPocketBase({ binary });
  const proxy = await startProxy(server.url);
  const stage = { server, proxy };
  try {
    for (const story of STORIES) {
      const ours = await run(story, { ...stage, connect: thisClient });
      const plain = await run(story, { ...stage, connect: plainClient });
      yield { story, ours, plain };
    }
  } finally {
    proxy.stop();
    await server.stop();
  }
}

/** @type {import('./stories.mjs').Scene['connect']} */
function thisClient(url, { diagnostics } = { diagnostics: 'yes' }) {
  return new TelemetryClient({ consent: diagnostics, backend: pocketBase({ baseUrl: url }) });
}

/** @type {import('./stories.mjs').Scene['connect']} */
function plainClient(url, settings = { diagnostics: 'yes' }) {
  return plainFetchClient(url, settings);
}

/**
 * @param {import('./stories.mjs').Story} story
 * @param {Pick<import('./stories.mjs').Scene, 'connect' | 'proxy'> & { server: import('../../test/pocketbase/server.mjs').PocketBase }} stage
 * @returns {Promise<Ending>}
 */
async function run({ nsapp, report, right }, { server, ...stage }) {
  const record = /** @type {const} */ ({ random_id: randomUUID(), type: 'lxc', nsapp });
  const before = new Set((await server.records()).map(({ id }) => id));
  await report({ ...stage, server, record });
  const added = (await server.records()).filter(({ id }) => !before.has(id));
  const expected = right === undefined ? [] : [{ ...record, ...right }];
  return { stored: added[0], isRight: areAsExpected(added, expected) };
}

/**
 * Whether these are the records, as far as the expected ones say.
 *
 * @param {readonly Record<string, unknown>[]} records
 * @param {readonly Record<string, unknown>[]} expected
 */
function areAsExpected(records, expected) {
  return (
    records.length === expected.length &&
    expected.every((fields, at) => Object.entries(fields).every(([name, value]) => records[at]?.[name] === value))
  );
}
