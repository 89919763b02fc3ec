import type { Change, ChangeFeed, Follower } from '../change-feed.js';
import { Changes } from '../changes.js';
import { readChanges, readSequence } from './read-changes.js';
import type { Reader } from './reader.js';

/** The changes of a file: of this process when it tells them, of others when they are looked for. */
export class SqliteFeed extends Changes implements ChangeFeed {
  readonly #reader: Reader;

  constructor(reader: Reader) {
    let seen: unknown;
    super(() => {
      const before = seen;
      seen = reader.now('PRAGMA data_version', [])[0]?.['data_version'];
      return seen !== before;
    });
    this.#reader = reader;
  }

  get isClosed(): boolean {
    return this.#reader.isClosed;
  }

  follow(after?: string): Follower {
    const reader = this.#reader;
    const { file } = readSequence(reader);
    const cursorOf = (version: number): string => `${file}.${version}`;
    let told = versionIn(after, file);
    return {
      get cursor() {
        return cursorOf(told ?? 0);
      },
      async read(signal) {
        await reader.turn({ signal });
        const { version, forgotten } = readSequence(reader);
        if (told === undefined || told > version || told < forgotten) {
          told = version;
          return 'gap';
        }
        const changed = readChanges(reader, told);
        told = changed.at(-1)?.version ?? told;
        return changed.map(({ version: at, ...change }): Change => ({ cursor: cursorOf(at), ...change }));
      },
    };
  }
}

/** The version in a cursor of this file. */
function versionIn(cursor: string | undefined, file: string): number | undefined {
  const [, version] = /^[0-9a-f]+\.(\d{1,15})$/.exec(cursor ?? '') ?? [];
  return version !== undefined && cursor?.startsWith(`${file}.`) ? Number(version) : undefined;
}
