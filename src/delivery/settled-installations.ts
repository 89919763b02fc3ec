import { RecentMap, REMEMBERED_INSTALLATIONS } from '../recent-map.js';
import type { SettledInstallation } from './installation-state.js';

/**
 * The last 10,000 finished installations of each kind. Nearly all are stored records, with or without their end; of
 * these only the server's id is kept, because a client remembers thousands.
 */
export class SettledInstallations {
  readonly #begun = new RecentMap<string | undefined>(REMEMBERED_INSTALLATIONS);
  readonly #ended = new RecentMap<string | undefined>(REMEMBERED_INSTALLATIONS);
  readonly #others = new RecentMap<SettledInstallation>(REMEMBERED_INSTALLATIONS);

  get(key: string): SettledInstallation | undefined {
    if (this.#begun.has(key)) return stored(this.#begun.get(key), 'not-sent');
    if (this.#ended.has(key)) return stored(this.#ended.get(key), 'unknown');
    return this.#others.get(key);
  }

  /** Remembers an installation, unless nothing is known of it. */
  set(key: string, settled: SettledInstallation): void {
    const { state, record_id, createFate, updateFate } = settled;
    if (state === 'stored' && updateFate === 'not-sent') this.#begun.set(key, record_id);
    else if (state === 'stored' && updateFate === 'unknown') this.#ended.set(key, record_id);
    else if (state !== 'unreported' || createFate !== 'not-sent' || updateFate !== 'not-sent')
      this.#others.set(key, settled);
  }

  delete(key: string): void {
    for (const kind of [this.#begun, this.#ended, this.#others]) kind.delete(key);
  }
}

/** The create of a stored record counts as written, by this client or another, so its fate is not `not-sent`. */
function stored(record_id: string | undefined, updateFate: SettledInstallation['updateFate']): SettledInstallation {
  return { state: 'stored', record_id, createFate: 'unknown', updateFate };
}
