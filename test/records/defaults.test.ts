import { describe, expect, it } from 'vitest';
import type { InstallationRecord } from '../../src/index.js';
import { aClient } from '../support/clients.js';
import { aRecord } from '../support/records.js';
import { answers, scripted } from '../support/scripted-transport.js';

async function sent(own: Partial<InstallationRecord>): Promise<unknown> {
  const transport = scripted(answers.stored());
  await aClient(transport).create(aRecord(own));
  return transport.seen[0]?.body;
}

describe('a field of a record', () => {
  it.each([
    { field: 'os_type', leaves: '' },
    { field: 'os_version', leaves: '' },
    { field: 'method', leaves: 'default' },
    { field: 'pve_version', leaves: 'not found' },
    { field: 'disk_size', leaves: 0 },
    { field: 'core_count', leaves: 0 },
    { field: 'ram_size', leaves: 0 },
    { field: 'ct_type', leaves: 1 },
  ])('$field left out is sent as "$leaves"', async ({ field, leaves }) => {
    expect(await sent({ [field]: undefined })).toMatchObject({ [field]: leaves });
  });

  it.each([
    { field: 'method', leaves: 'default' },
    // The contract's client sends it as it is.
    { field: 'pve_version', leaves: '' },
    { field: 'os_type', leaves: '' },
  ])('$field given as an empty text is sent as "$leaves"', async ({ field, leaves }) => {
    expect(await sent({ [field]: '' })).toMatchObject({ [field]: leaves });
  });

  it.each([
    { field: 'type', value: 'addon' },
    { field: 'ct_type', value: 2 },
    { field: 'core_count', value: 0 },
    { field: 'core_count', value: 0.5 },
    { field: 'ram_size', value: 2048 },
    { field: 'disk_size', value: 0 },
    { field: 'os_type', value: 'debian' },
    { field: 'os_version', value: '12' },
    { field: 'nsapp', value: 'plex' },
    { field: 'method', value: 'advanced' },
    { field: 'pve_version', value: '8.3.2' },
  ])('$field $value is sent as it is', async ({ field, value }) => {
    expect(await sent({ [field]: value })).toMatchObject({ [field]: value });
  });
});
