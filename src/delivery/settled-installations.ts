import { RecentMap, REMEMBERED_INSTALLATIONS } from '../recent-map.js';
import type { SettledInstallation } from './installation-state.js';

/**
 * The last 10,000 installations with nothing left to do, of each kind. Nearly all are stored records whose end is
 * still to come or stored too; of these the server's id alone is kept, since a client remembers thousands.
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

  /** Remembers an installation; not one of which nothing is known. */
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

/** A record that is stored was written, by this client or another: the create is not repeated as if it had not been. */
function stored(record_id: string | undefined, updateFate: SettledInstallation['updateFate']): SettledInstallation {
  return { state: 'stored', record_id, createFate: 'unknown', updateFate };
}
