import type { Call } from '../../../backends/backend.js';
import { pause } from '../../../observe/subscription.js';
import { isFinalStatus } from '../../../statuses.js';
import { keyOf } from '../../merge-report.js';
import type { Refusal, Report, ReportResult } from '../../report.js';
import { charactersIn, type WaitingWrite, WaitingWrites } from '../../waiting-writes.js';
import { isAnswer, messageOf, unavailable } from '../clickhouse-errors.js';
import type { Database } from '../database.js';
import { deriveRuns, removeLaterRows } from './derive-runs.js';
import { afterInsertsInFlight, InsertIds } from './inserts-in-flight.js';
import { daysOf, type KeyState, readBatchMoment, readKeyStates } from './key-states.js';
import { needsMoment, reportResult } from './report-results.js';
import { type ReportRow, reportRows } from './report-rows.js';
import { Sequence } from './sequence.js';

/** How long the first report of a batch waits for others, in milliseconds. */
const GATHER_MS = 25;
/** The most writes of one batch. */
const MOST_AT_ONCE = 500;
/** The most characters of one batch, and one write at least. */
const MOST_CHARACTERS = 4_000_000;
/** How long a report waits to be stored, in milliseconds. */
const PATIENCE_MS = 5_000;
/** How often it is looked for reports that have waited so long, in milliseconds. */
const LOOK_MS = 250;
/** How long one request may take, in milliseconds. The outcome of an insert is unknown then. */
const REQUEST_MS = 10_000;
/** The pause before a request is repeated, in milliseconds; it doubles up to the longest. */
const [RETRY_MS, LONGEST_RETRY_MS] = [50, 1_000] as const;
/** How often the server may refuse an insert for which no caller waits any more. */
const MOST_REFUSED = 5;
/** The most batches that are stored and not answered. */
const MOST_ANSWERING = 8;
/** How long closing waits for what is not confirmed, in milliseconds. */
const CLOSE_MS = 10_000;

type Write = { readonly report: Report } | { readonly refusal: Refusal };
type Waiting = WaitingWrite<Write>;

/** Writes that are inserted together: the same rows in the same order with the same token, until it is confirmed. */
interface Batch {
  readonly token: string;
  readonly reports: readonly { readonly waiting: Waiting; readonly row: ReportRow }[];
  readonly refusals: readonly { readonly waiting: Waiting; readonly row: object }[];
  /** What was known of the runs before. */
  readonly before: ReadonlyMap<string, KeyState>;
}

/** Gathers writes into inserts, one after the other, and answers each write after it is stored. */
export class Writer {
  readonly #database: Database;
  readonly #onStored: () => void;
  readonly #waiting: WaitingWrites<Write> = new WaitingWrites();
  readonly #sequence: Sequence = new Sequence();
  readonly #insertIds: InsertIds = new InsertIds();
  /** Writes that were sent and are not answered. */
  readonly #sent: Set<Waiting> = new Set();
  readonly #answering: Set<Promise<void>> = new Set();
  readonly #stop: AbortController = new AbortController();
  #running: Promise<void> | undefined;
  #looking: ReturnType<typeof setInterval> | undefined;
  #stopGathering: (() => void) | undefined;
  /** Why the last request failed; `undefined` after one that did not. */
  #failure: unknown;
  #isClosed = false;

  constructor(database: Database, onStored: () => void) {
    this.#database = database;
    this.#onStored = onStored;
  }

  /** Stores a report. @throws TelemetryError `unavailable`; the signal's reason if it aborts while the report waits. */
  report(report: Report, call: Call): Promise<ReportResult> {
    return this.#add({ report }, call, charactersIn(report));
  }

  /** Keeps a refusal. Throws as {@link report} does. */
  refuse(refusal: Refusal, call: Call): Promise<void> {
    return this.#add({ refusal }, call, charactersIn(refusal));
  }

  /** Writes what waits, and takes no more. What is not confirmed in time is given up. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopGathering?.();
    const timer = setTimeout(() => this.#stop.abort(), CLOSE_MS);
    await this.#running;
    await Promise.all(this.#answering);
    clearTimeout(timer);
  }

  async #add<T>(write: Write, call: Call, characters: number): Promise<T> {
    if (this.#isClosed) throw unavailable('the store is closed', 'not-sent');
    if (call.signal.aborted) throw call.signal.reason;
    if (this.#waiting.isFullFor(characters)) throw unavailable('too many reports wait', 'not-sent');
    const stored = this.#waiting.add<T>(write, call, characters);
    if (this.#waiting.size >= MOST_AT_ONCE) this.#stopGathering?.();
    this.#running ??= this.#run();
    return stored;
  }

  async #run(): Promise<void> {
    this.#looking ??= setInterval(() => this.#rejectImpatient(), LOOK_MS);
    const { signal } = this.#stop;
    let failed = 0;
    while (this.#waiting.size > 0 && !signal.aborted) {
      await this.#gather();
      // What is inserted does not run ahead of what is read of it.
      if (this.#answering.size >= MOST_ANSWERING) await Promise.race(this.#answering);
      try {
        const batch = await this.#prepare();
        await this.#insert(batch);
        this.#answer(batch);
        this.#failure = undefined;
        failed = 0;
      } catch (thrown) {
        this.#rejectImpatient(thrown);
        await pause(backOff(failed++), signal);
      }
    }
    this.#running = undefined;
    this.#rest();
    for (const waiting of this.#waiting.takeOlderThan(Infinity))
      waiting.reject(unavailable('the store is closed', 'not-sent'));
  }

  /** Waits until the oldest write has waited for others, or there are enough of them. */
  async #gather(): Promise<void> {
    const remainingMs = (this.#waiting.oldest?.since ?? 0) + GATHER_MS - performance.now();
    if (remainingMs <= 0 || this.#waiting.size >= MOST_AT_ONCE || this.#isClosed) return;
    const gathered = new AbortController();
    this.#stopGathering = () => gathered.abort();
    await pause(remainingMs, gathered.signal);
    this.#stopGathering = undefined;
  }

  /** Reads what is known of the oldest writes' runs, and takes those that still wait then. */
  async #prepare(): Promise<Batch> {
    const oldest = this.#waiting.peek(MOST_AT_ONCE, MOST_CHARACTERS);
    const keys = new Set(oldest.flatMap(({ write }) => ('report' in write ? [keyOf(write.report)] : [])));
    const limit = { signal: this.#requestSignal() };
    await this.#database.ready(limit.signal);
    const before = await readKeyStates(this.#database, keys, limit);
    const taken = oldest.filter((waiting) => this.#waiting.remove(waiting));
    const reported = taken.filter(({ write }) => 'report' in write);
    const rows = reportRows(
      reported.map(({ write }) => (write as { report: Report }).report),
      before,
      () => this.#sequence.next(),
    );
    const refused = taken.filter(({ write }) => 'refusal' in write);
    return {
      token: crypto.randomUUID(),
      reports: reported.map((waiting, place) => ({ waiting, row: rows[place] as ReportRow })),
      refusals: refused.map((waiting, row) => {
        const { refusal } = waiting.write as { refusal: Refusal };
        return { waiting, row: { ...refusal, row, sequence: this.#sequence.next() } };
      }),
      before,
    };
  }

  /** Inserts a batch until that is confirmed. */
  async #insert(batch: Batch): Promise<void> {
    const { signal } = this.#stop;
    const all = [...batch.reports, ...batch.refusals].map(({ waiting }) => waiting);
    for (const waiting of all) this.#sent.add(waiting);
    for (let refused = 0, failed = 0; all.length > 0; failed += 1) {
      try {
        await this.#insertInto('refusals', batch.refusals, batch.token);
        await this.#insertInto('reports', batch.reports, batch.token);
        return;
      } catch (thrown) {
        this.#rejectImpatient(thrown);
        refused = isAnswer(thrown) && !all.some((waiting) => this.#sent.has(waiting)) ? refused + 1 : 0;
        if (signal.aborted || refused === MOST_REFUSED) {
          for (const waiting of all) this.#reject(waiting, thrown);
          return;
        }
        await pause(backOff(failed), signal);
      }
    }
  }

  async #insertInto(table: string, rows: readonly { readonly row: object }[], token: string): Promise<void> {
    if (rows.length === 0) return;
    const values = rows.map(({ row }) => row);
    const limit = { signal: this.#requestSignal() };
    await this.#database.insert(table, values, token, this.#insertIds.next(), limit);
  }

  /** Answers the writes of a batch that is stored, while the next one is. */
  #answer(batch: Batch): void {
    for (const { waiting } of batch.refusals) this.#resolve(waiting, undefined);
    const answering: Promise<void> = this.#answerReports(batch).finally(() => {
      this.#answering.delete(answering);
      this.#rest();
    });
    this.#answering.add(answering);
  }

  /** Looks for nothing when no report waits and none is answered. */
  #rest(): void {
    if (this.#running !== undefined || this.#answering.size > 0) return;
    clearInterval(this.#looking);
    this.#looking = undefined;
  }

  async #answerReports({ reports, before }: Batch): Promise<void> {
    // What is read of the runs is made also if no caller waits any more.
    for (let failed = 0; !this.#stop.signal.aborted; failed += 1) {
      try {
        const limit = { signal: this.#requestSignal() };
        // An earlier report may still come of a run that was not known, and of one that had no end.
        if (reports.some(({ row }) => !before.has(row.key) || (isFinalStatus(row.status) && !row.late)))
          await afterInsertsInFlight(this.#database, this.#insertIds, limit);
        const after = await readKeyStates(this.#database, new Set(reports.map(({ row }) => row.key)), limit);
        await this.#deriveRuns(before, after, limit);
        const unclear = reports.find(({ row }) => needsMoment(row, before.get(row.key), after.get(row.key)))?.row;
        const receivedAt =
          unclear && (await readBatchMoment(this.#database, unclear, after.get(unclear.key) as KeyState, limit));
        for (const { waiting, row } of reports)
          this.#resolve(waiting, reportResult(row, before.get(row.key), after.get(row.key), receivedAt));
        return;
      } catch (thrown) {
        this.#rejectImpatient(thrown);
        await pause(backOff(failed), this.#stop.signal);
      }
    }
    for (const { waiting } of reports) this.#reject(waiting);
  }

  /** Makes what is read of the runs, before their reports are answered. */
  async #deriveRuns(
    before: ReadonlyMap<string, KeyState>,
    runs: ReadonlyMap<string, KeyState>,
    limit: { readonly signal: AbortSignal },
  ): Promise<void> {
    await deriveRuns(this.#database, [...runs.keys()], daysOf(runs), limit);
    // Only a report of a run that was not known may be earlier than those that were visible before it.
    const unknown = new Map([...runs].filter(([key]) => !before.has(key)));
    if (unknown.size > 0) await removeLaterRows(this.#database, [...unknown.keys()], daysOf(unknown), limit);
    this.#onStored();
  }

  #resolve(waiting: Waiting, result: ReportResult | undefined): void {
    if (this.#sent.delete(waiting)) waiting.resolve(result as never);
  }

  #reject(waiting: Waiting, thrown?: unknown): void {
    const reason = thrown === undefined ? 'the server did not answer in time' : messageOf(thrown);
    if (this.#sent.delete(waiting)) waiting.reject(unavailable(reason, 'unknown', thrown));
  }

  /** Rejects what has waited for too long, with the last failure. */
  #rejectImpatient(failure?: unknown): void {
    this.#failure = failure ?? this.#failure;
    const thrown = this.#failure;
    const since = performance.now() - PATIENCE_MS;
    for (const waiting of this.#sent) if (waiting.since < since) this.#reject(waiting, thrown);
    const reason = thrown === undefined ? 'the server did not answer in time' : messageOf(thrown);
    for (const waiting of this.#waiting.takeOlderThan(since)) waiting.reject(unavailable(reason, 'not-sent', thrown));
  }

  #requestSignal(): AbortSignal {
    return AbortSignal.any([this.#stop.signal, AbortSignal.timeout(REQUEST_MS)]);
  }
}

function backOff(failed: number): number {
  return Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** failed) * (0.5 + Math.random() / 2);
}
