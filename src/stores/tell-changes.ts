import type { ChangeFeed } from './change-feed.js';
import type { StoreChange } from './report.js';

/** Tells the changes of all records after a cursor, until the signal aborts. */
export async function* tellChanges(
  feed: ChangeFeed,
  after: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<StoreChange, void> {
  const follower = feed.follow(after);
  try {
    while (!signal.aborted) {
      const { count } = feed;
      const changed = await follower.read(signal);
      if (changed === 'gap') yield { change: 'gap', cursor: follower.cursor };
      else if (changed.length === 0) await feed.after(count, signal);
      else
        for (const { cursor, key, record } of changed)
          yield record === undefined ? { change: 'removed', cursor, key } : { change: 'stored', cursor, key, record };
    }
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  }
}
