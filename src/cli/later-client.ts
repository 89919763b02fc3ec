import type { TelemetryClient } from '../client.js';
import { type TelemetryError, toTelemetryError } from '../errors.js';
import type { CreateOutcome, UpdateOutcome } from '../outcomes.js';
import type { clientFor } from './client.js';
import { asRefused } from './outcome-text.js';
import type { Asked } from './parse-command-line.js';
import type { Server } from './server.js';

/** The client of `run`, loaded when it is used first, so that the command starts before. */
export class LaterClient implements Pick<TelemetryClient, 'create' | 'update'> {
  readonly #asked: Asked;
  readonly #server: Server;
  #client: ReturnType<typeof clientFor> | undefined;

  constructor(asked: Asked, server: Server) {
    this.#asked = asked;
    this.#server = server;
  }

  /** Loads the client once. Says so if the server's URL is invalid. */
  load(): ReturnType<typeof clientFor> {
    return (this.#client ??= import('./client.js').then(({ clientFor }) => clientFor(this.#asked, this.#server)));
  }

  create(...[record, call]: Parameters<TelemetryClient['create']>): Promise<CreateOutcome> {
    return this.#report(record, (telemetry) => telemetry.create(record, call));
  }

  update(...[end, call]: Parameters<TelemetryClient['update']>): Promise<UpdateOutcome> {
    return this.#report(end, (telemetry) => telemetry.update(end, call));
  }

  /** Never rejects: the command may have removed this package. */
  async #report<Outcome extends CreateOutcome | UpdateOutcome>(
    { random_id = '' }: { random_id?: string | undefined },
    deliver: (telemetry: TelemetryClient) => Promise<Outcome>,
  ): Promise<Outcome | { random_id: string; outcome: 'failed'; error: TelemetryError }> {
    try {
      const { telemetry, refused } = await this.load();
      return asRefused(await deliver(telemetry), refused);
    } catch (thrown) {
      return { random_id, outcome: 'failed', error: toTelemetryError(thrown, 'not-sent') };
    }
  }
}
