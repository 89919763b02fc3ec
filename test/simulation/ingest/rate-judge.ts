import type { SentRequest } from '../network.js';
import { REQUESTS_A_MINUTE } from '../../ingest/service.js';
import type { IngestBench } from './judges.js';

const MINUTE_MS = 60_000;

/** Judges how many reports leave one backend in a minute. What follows a redirect is no further report. */
export class RateJudge {
  readonly #bench: IngestBench;
  readonly #sentAt = new Map<string, number[]>();

  constructor(bench: IngestBench) {
    this.#bench = bench;
  }

  judge({ client, at, hops }: SentRequest): void {
    if (hops > 0) return;
    const { backendOf, violated } = this.#bench;
    const backend = backendOf(client);
    const lately = (this.#sentAt.get(backend) ?? []).filter((earlier) => earlier > at - MINUTE_MS);
    lately.push(at);
    this.#sentAt.set(backend, lately);
    if (lately.length > REQUESTS_A_MINUTE)
      violated(`${lately.length} reports leave in a minute, the last by ${client}`);
  }
}
