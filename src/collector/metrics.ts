import { isFinalStatus } from '../statuses.js';
import type { Report, ReportResult } from '../stores/report.js';

/** The counters and what they count. */
const COUNTERS = {
  telemetry_requests_total: 'Answered requests, by status',
  telemetry_reports_total: 'Reports, by result',
  telemetry_installs_total: 'Installations that ended, whatever their end',
  telemetry_installs_success_total: 'Installations that ended with success',
  telemetry_installs_failed_total: 'Installations that failed',
  telemetry_installs_aborted_total: 'Installations that were aborted',
} as const;

/** The gauges and what they show. */
const GAUGES = {
  telemetry_requests_open: 'Requests that are not answered yet',
  telemetry_streams_open: 'Open event streams',
} as const;

type Counter = keyof typeof COUNTERS;
type Gauge = keyof typeof GAUGES;

/** The result of a report. */
type Fate = ReportResult | 'refused' | 'rate-limited' | 'unavailable';

/** Figures by their line, such as `telemetry_requests_total{status="202"}`; plain JSON. */
export interface Figures {
  readonly counters: Readonly<Record<string, number>>;
  readonly gauges: Readonly<Record<string, number>>;
}

/** What this process counted since it started. Counters only grow. */
export class Metrics {
  readonly #counters = new Map<string, number>([
    ['telemetry_installs_total', 0],
    ['telemetry_installs_success_total', 0],
    ['telemetry_installs_failed_total', 0],
    ['telemetry_installs_aborted_total', 0],
  ]);
  readonly #gauges = new Map<Gauge, number>([
    ['telemetry_requests_open', 0],
    ['telemetry_streams_open', 0],
  ]);

  /** Counts an answer. */
  answered(status: number): void {
    this.#count('telemetry_requests_total', { status: String(status) });
  }

  /** Counts a report that was stored, or was not. */
  reported(fate: Fate): void {
    this.#count('telemetry_reports_total', { result: fate });
  }

  /** Counts a report that the store took; the first end of an installation also as an end. */
  stored({ status }: Report, result: ReportResult): void {
    this.reported(result);
    if (result !== 'stored' || !isFinalStatus(status)) return;
    this.#count('telemetry_installs_total');
    if (status !== 'unknown') this.#count(`telemetry_installs_${status}_total`);
  }

  /** Adds to a gauge. */
  add(gauge: Gauge, change: 1 | -1): void {
    this.#gauges.set(gauge, this.gauge(gauge) + change);
  }

  gauge(gauge: Gauge): number {
    return this.#gauges.get(gauge) ?? 0;
  }

  /** All figures as they are now. */
  figures(): Figures {
    return { counters: Object.fromEntries(this.#counters), gauges: Object.fromEntries(this.#gauges) };
  }

  #count(name: Counter, labels?: Readonly<Record<string, string>>): void {
    const list = Object.entries(labels ?? {}).map(([label, value]) => `${label}="${value}"`);
    const line = list.length === 0 ? name : `${name}{${list.join()}}`;
    this.#counters.set(line, (this.#counters.get(line) ?? 0) + 1);
  }
}

/** Adds up the figures of several processes. */
export function sumOf(all: readonly Figures[]): Figures {
  return { counters: added(all.map(({ counters }) => counters)), gauges: added(all.map(({ gauges }) => gauges)) };
}

/** Writes figures in the text format of Prometheus. */
export function metricsText({ counters, gauges }: Figures): string {
  return [...sections(COUNTERS, 'counter', counters), ...sections(GAUGES, 'gauge', gauges)].join('\n');
}

function added(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const figures of all)
    for (const [line, value] of Object.entries(figures)) sums.set(line, (sums.get(line) ?? 0) + value);
  return Object.fromEntries(sums);
}

function sections(helps: Readonly<Record<string, string>>, type: string, figures: Figures['gauges']): string[] {
  return Object.entries(helps).map(([name, help]) => {
    const lines = Object.entries(figures).filter(([line]) => line === name || line.startsWith(`${name}{`));
    const values = lines.map(([line, value]) => `${line} ${value}\n`).join('');
    return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${values}`;
  });
}
