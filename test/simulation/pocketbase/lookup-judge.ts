import type { Call } from '../calls.js';
import type { SentRequest } from '../network.js';
import type { PocketBaseBench } from './judges.js';

/** Judges what a lookup asks for. */
export class LookupJudge {
  readonly #violated: (what: string) => void;

  constructor({ violated }: PocketBaseBench) {
    this.#violated = violated;
  }

  /** Whose record it is, unless it is to be the shell client's request to the letter; behind a redirect nobody asks anew. */
  judge({ client, url, hops }: SentRequest, calls: readonly Call[]): void {
    if (hops > 0 || calls.length === 0) return;
    const { filter, ...asked } = Object.fromEntries(url.searchParams);
    if (calls.every(({ isOneTry }) => isOneTry)) {
      if (filter === undefined || JSON.stringify(asked) !== '{"fields":"id","perPage":"1"}')
        this.#violated(`${client} looks up by ${url.search}, as the shell client does not`);
    } else if (!(asked['fields'] ?? '').split(',').includes('random_id')) {
      this.#violated(`${client} looks a record up without asking whose it is`);
    }
  }
}
