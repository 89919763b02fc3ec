import { TelemetryError } from '../../errors.js';
import type { CollectorOptions } from '../../collector/index.js';
import type { Asked } from '../parse-command-line.js';
import type { StoreSettings } from './open-store.js';

const USUAL_STORE = 'telemetry.db';
const USUAL_HOST = '127.0.0.1';
const USUAL_PORT = 8080;
const MOST_WORKERS = 64;
/** How many refusals are shown without --limit. */
const SHOWN = 50;

/** What the command line and the environment ask of `serve`. */
export interface ServeSettings {
  readonly store: StoreSettings;
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly workers: number;
  /** Whether where it listens is printed as JSON. */
  readonly isJson: boolean;
  /** Whether requests are logged. */
  readonly isLogged: boolean;
  /** The collector checks these. */
  readonly collector: Omit<CollectorOptions, 'store'>;
}

/** @throws TelemetryError `invalid-options`, naming an option that is not valid. */
export function serveSettings({ values }: Asked): ServeSettings {
  const days = values['retention-days'];
  return {
    store: {
      path: values.store ?? USUAL_STORE,
      retentionDays: days === undefined ? undefined : integerIn('--retention-days', days, 1, 36_500),
    },
    host: hostIn(values.host),
    port: values.port === undefined ? USUAL_PORT : integerIn('--port', values.port, 0, 65_535),
    workers: values.workers === undefined ? 1 : integerIn('--workers', values.workers, 1, MOST_WORKERS),
    isJson: values.json === true,
    isLogged: isLogged(values.log),
    collector: {
      trustedProxies: listIn(values['trusted-proxies']),
      cors: values.cors === '*' ? '*' : listIn(values.cors),
      readToken: process.env['TELEMETRY_READ_TOKEN'] || undefined,
    },
  };
}

/** What the command line asks of `refusals`. @throws TelemetryError `invalid-options`, naming an option. */
export function refusalsSettings(values: Asked['values']): { readonly store: StoreSettings; readonly limit: number } {
  const { store: path = USUAL_STORE, limit } = values;
  return { store: { path }, limit: limit === undefined ? SHOWN : integerIn('--limit', limit, 1, 10_000) };
}

function integerIn(option: string, text: string, min: number, max: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (number >= min && number <= max) return number;
  throw new TelemetryError('invalid-options', `${option}: expected an integer from ${min} to ${max}, ${got(text)}`);
}

/** A name or an address, which is looked up when the server listens. */
function hostIn(host: string | undefined): string {
  if (host === undefined) return USUAL_HOST;
  const plain = host.replace(/^\[(.*)\]$/, '$1');
  if (/^[\w.:%-]+$/.test(plain)) return plain;
  const expected = 'expected an address or a name of this machine, such as 127.0.0.1 or 0.0.0.0';
  throw new TelemetryError('invalid-options', `--host: ${expected}, ${got(host)}`);
}

function isLogged(format: string | undefined): boolean {
  if (format === undefined || format === 'json') return format === 'json';
  throw new TelemetryError('invalid-options', `--log: expected json, ${got(format)}`);
}

function listIn(list: string | undefined): string[] | undefined {
  return list?.split(',').map((item) => item.trim());
}

function got(text: string): string {
  return `got ${JSON.stringify(text.slice(0, 40))}`;
}
