import { describe, expect, it } from 'vitest';
import { Deadline } from '../../src/deadline.js';
import { type DeliveryScope, SharedDelivery } from '../../src/delivery/shared-delivery.js';

describe('a delivery that very many callers share', () => {
  it('has as much time as the one who waits longest', async () => {
    const callers = Array.from({ length: 150_000 }, (_, index) => new Deadline(index === 7 ? 120_000 : 60_000));
    let finish: () => void = () => undefined;
    let limits: DeliveryScope | undefined;
    const delivery = new SharedDelivery<string>('not-sent', () => undefined);
    const work = async (scope: DeliveryScope): Promise<string> => {
      limits = scope;
      await new Promise<void>((resolve) => (finish = resolve));
      return 'done';
    };
    const joined = Promise.all(callers.map((caller) => delivery.share(work, caller)));
    expect(limits?.remainingMs).toBeGreaterThan(60_000);
    finish();
    expect(new Set(await joined)).toEqual(new Set(['done']));
    for (const caller of callers) caller.clear();
  });
});
