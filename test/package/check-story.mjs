// @ts-check
import assert from 'node:assert/strict';

/**
 * Throws unless the story was told to its end, and that PocketBase has stored it.
 *
 * @param {import('./story.mjs').Told} story
 * @param {Pick<import('../pocketbase/server.mjs').PocketBase, 'records'>} server
 * @param {'not-sent' | 'unknown'} fate Of a write that no server answered: browsers do not say whether they sent it.
 */
export async function checkStory({ random_ids, ...told }, server, fate = 'not-sent') {
  assert.deepEqual(told, {
    outcomes: ['created', 'updated', 'created', 'updated', 'skipped', 'failed'],
    fate,
    texts: [
      'Killed (SIGKILL / Out of memory?)',
      'APT: Package manager error (broken packages / dependency problems)',
      'Terminated by Ctrl+C (SIGINT)',
    ],
  });
  const stored = await Promise.all(random_ids.map((id) => server.records(id)));
  assert.deepEqual(
    stored.map((records) => records.map(({ status, exit_code, error }) => [status, exit_code, error])),
    [[['sucess', 0, '']], [['failed', 127, 'Command not found']]],
  );
}
