import * as Sentry from '@sentry/node';
import { aBeginning, anEnd } from './payloads.mjs';

/** Sends each event as it comes, and drops some where many wait: a lifecycle is two events. */
export async function connect(url) {
  const { host } = new URL(url);
  Sentry.init({ dsn: `http://key@${host}/1`, transportOptions: { bufferSize: 1_000 } });
  return {
    async lifecycle() {
      const { random_id, ...extra } = aBeginning();
      Sentry.captureEvent({ message: 'begun', user: { id: random_id }, extra });
      Sentry.captureEvent({ message: 'ended', user: { id: random_id }, extra: anEnd });
    },
    settled: () => Sentry.flush(10_000),
    close: () => Sentry.close(),
  };
}
