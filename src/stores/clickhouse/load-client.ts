import { TelemetryError } from '../../errors.js';

type ClientModule = typeof import('@clickhouse/client-web');

/** A connection of the client's. */
export type Client = ReturnType<ClientModule['createClient']>;

/** What a connection is made of. */
type ClientOptions = Parameters<ClientModule['createClient']>[0] & object;

/** Settings of a statement. */
export type Settings = NonNullable<ClientOptions['clickhouse_settings']>;

/**
 * Loads the client, which is installed by those who use it.
 *
 * @throws TelemetryError `unsupported` if it is not.
 */
export async function loadClient(): Promise<ClientModule> {
  try {
    return await import('@clickhouse/client-web');
  } catch (cause) {
    const text = 'clickhouse needs another package: npm install @clickhouse/client-web';
    throw new TelemetryError('unsupported', text, { cause, fate: 'not-sent' });
  }
}
