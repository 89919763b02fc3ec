import { afterEach, expect, it, vi } from 'vitest';
import { inPauses } from '../../src/collector/in-pauses.js';

afterEach(() => void vi.useRealTimers());

it('waits for a promise pause by pause, with one reaction on it', async () => {
  vi.useFakeTimers();
  let settle: (value: number) => void = () => undefined;
  const promise = new Promise<number>((resolve) => (settle = resolve));
  const reactions = vi.spyOn(promise, 'then');
  const within = inPauses(promise);
  for (let pause = 0; pause < 3; pause += 1) {
    const waiting = within(8_000);
    await vi.advanceTimersByTimeAsync(8_000);
    expect(await waiting).toBe('nothing');
  }
  const waiting = within(8_000);
  settle(7);
  expect([await waiting, await within(8_000)]).toEqual([7, 7]);
  expect(vi.getTimerCount()).toBe(0);
  expect(reactions).toHaveBeenCalledTimes(1);
});
