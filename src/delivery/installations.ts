import { InstallationState } from './installation-state.js';
import { SettledInstallations } from './settled-installations.js';

/**
 * What a client knows of its installations, by the key of their current attempt. Keeps every open one, and the last
 * 10,000 of the others.
 */
export class Installations {
  readonly #open = new Map<string, InstallationState>();
  readonly #settled = new SettledInstallations();

  /** The installation of this key; unknown ones are not kept. */
  peek(key: string): InstallationState {
    return this.#open.get(key) ?? new InstallationState(this.#settled.get(key));
  }

  /** The installation of this key, which is kept until nothing is left to do for it. */
  open(key: string): InstallationState {
    let installation = this.#open.get(key);
    if (installation === undefined) {
      installation = new InstallationState(this.#settled.get(key), () => this.#settle(key));
      this.#open.set(key, installation);
      this.#settled.delete(key);
    }
    return installation;
  }

  #settle(key: string): void {
    const installation = this.#open.get(key);
    if (installation?.isIdle !== true) return;
    this.#open.delete(key);
    this.#settled.set(key, installation.settled);
  }
}
