import { isEnding } from '../request-judge.js';
import type { IngestBench } from './judges.js';
import type { StoredWrite } from './simulated-service.js';

/** Judges what is stored: each event unchanged, and of each attempt one end, the first that arrived. */
export class RowJudge {
  readonly #bench: IngestBench;
  #seen = 0;
  #refused = 0;

  constructor(bench: IngestBench) {
    this.#bench = bench;
  }

  judgeNew(): void {
    const { writes, refused } = this.#bench.service;
    for (; this.#seen < writes.length; this.#seen += 1) this.#judge(writes[this.#seen] as StoredWrite);
    for (; this.#refused < refused.length; this.#refused += 1)
      this.#bench.violated(`the service refuses ${JSON.stringify(refused[this.#refused]?.body)}`);
  }

  #judge({ by, row }: StoredWrite): void {
    const { service, violated } = this.#bench;
    const { client, body } = by;
    // Of a failure the category is the service's own verdict.
    const changed = Object.keys(row).filter((field) => field !== 'error_category' && row[field] !== body[field]);
    if (changed.length > 0) violated(`${changed.join(', ')} of ${client}'s report is stored as something else`);
    if (!isEnding(by)) return;
    const execution_id = String(body['execution_id']);
    if (service.endsOf(execution_id).length > 1) violated(`${execution_id} has two ends`);
    const first = service.taken.find((other) => isEnding(other) && other.body['execution_id'] === execution_id);
    if (first !== by) violated(`the end of ${execution_id} that is stored is not the first that arrived`);
  }
}
