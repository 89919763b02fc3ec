import { expect, it } from 'vitest';
import { stopSignal } from '../../src/cli/serve/stop-signal.js';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

it.each(SIGNALS)('after %s, the next signal of either kind ends the process', async (first) => {
  const handlers = (): number[] => SIGNALS.map((signal) => process.listenerCount(signal));
  const before = handlers();
  const stopped = stopSignal();
  expect(handlers()).toEqual(before.map((count) => count + 1));
  process.listeners(first).at(-1)?.(first);
  await stopped;
  expect(handlers()).toEqual(before);
});
