import { expect, it } from 'vitest';
import { describeOnPocketBase } from '../support/pocketbase.js';
import { aRecord } from '../support/records.js';
import { useGatedPocketBase } from './gated-pocketbase.js';

const { server, aClient, aGate } = useGatedPocketBase();

describeOnPocketBase('whoever did not say yes', () => {
  it.each([
    undefined,
    null,
    false,
    '',
    'no',
    'NO',
    'No',
    'no ',
    'no\r',
    '"no"',
    'no # comment',
    'no\nno',
    'no\nyes',
    'false',
    '0',
    'off',
    'maybe',
  ])('and has %j for DIAGNOSTICS has nothing posted (2574e41ee, 820d4551a)', async (answer) => {
    const gate = await aGate(() => 'hand on');
    const stored = await server().records();
    for (const consent of [answer, () => answer, async () => answer]) {
      const telemetry = aClient({ url: gate.url, consent });
      const record = aRecord();
      expect(await telemetry.create(record)).toMatchObject({ outcome: 'skipped', reason: 'no-consent' });
      expect(await telemetry.update(record)).toMatchObject({ outcome: 'skipped', reason: 'no-consent' });
      expect(await telemetry.track(aRecord(), () => 'installed')).toBe('installed');
    }
    expect(gate.seen).toEqual([]);
    expect(await server().records()).toEqual(stored);
    // The same with a yes is seen, so that what was not seen was not sent.
    await aClient({ url: gate.url }).create(aRecord());
    expect(gate.methods()).toEqual(['POST']);
  });
});
