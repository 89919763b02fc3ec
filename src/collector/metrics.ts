import { isFinalStatus } from '../statuses.js';
import type { Report, ReportResult } from '../stores/report.js';

/** The counters and what they count. */
const COUNTERS = {
  telemetry_requests_total: 'Answered requests, by status',
  telemetry_reports_total: 'Reports, by what became of them',
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

/** What became of a report. */
type Fate = ReportResult | 'refused' | 'rate-limited' | 'unavailable';

/** What this process counted since it started. Counters only grow. */
export class Metrics {
  readonly #counters = new Map<string, number>([
    ['telemetry_installs_total', 0],
    ['telemetry_installs_success_total', 0],
    ['telemetry_installs_failed_total', 0],
    ['telemetry_installs_aborted_total', 0],
  ]);
  readonly #gauges = new Map<Gauge, number>();

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

  /** All figures in the text format of Prometheus. */
  text(): string {
    const counters = Object.entries(COUNTERS).map(([name, help]) => {
      const lines = [...this.#counters].filter(([line]) => line === name || line.startsWith(`${name}{`));
      return section(name, help, 'counter', lines);
    });
    const gauges = (Object.entries(GAUGES) as [Gauge, string][]).map(([name, help]) =>
      section(name, help, 'gauge', [[name, this.gauge(name)]]),
    );
    return [...counters, ...gauges].join('\n');
  }

  #count(name: Counter, labels?: Readonly<Record<string, string>>): void {
    const list = Object.entries(labels ?? {}).map(([label, value]) => `${label}="${value}"`);
    const line = list.length === 0 ? name : `${name}{${list.join()}}`;
    this.#counters.set(line, (this.#counters.get(line) ?? 0) + 1);
  }
}

function section(name: string, help: string, type: string, lines: readonly (readonly [string, number])[]): string {
  const values = lines.map(([line, value]) => `${line} ${value}\n`).join('');
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${values}`;
}
