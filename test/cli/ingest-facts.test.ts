import { describe, expect, it } from 'vitest';
import { ingestFacts } from '../../src/cli/ingest-facts.js';
import { hostFacts } from '../../src/host/index.js';
import { FIELDS } from '../../src/records/fields.js';
import type { InstallationRecord } from '../../src/index.js';
import { aHost } from '../host/facts-hosts.js';

async function fieldsOn(machine: string, record: Partial<InstallationRecord>): Promise<Partial<InstallationRecord>> {
  const fields = ingestFacts(await hostFacts(aHost(machine)), { type: 'lxc', nsapp: 'plex', ...record });
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

describe('what the service is told of a machine', () => {
  it('is what is a field of a record', async () => {
    const fields = await fieldsOn('proxmox-8', {});
    expect(fields).toMatchObject({ platform: 'pve', pve_version: '8.3.2', gpu_vendor: 'amd', ram_speed: '3200' });
    expect(Object.keys(FIELDS)).toEqual(expect.arrayContaining(Object.keys(fields)));
  });

  it('says nothing of what a script supports, though the machine is an ARM one', async () => {
    expect(await hostFacts(aHost('arm-board'))).toMatchObject({ has_arm: true });
    const fields = await fieldsOn('arm-board', {});
    expect(fields).toMatchObject({ arch: 'arm64' });
    expect(fields).not.toHaveProperty('has_arm');
  });

  it.each(['lxc', 'vm', 'pve', 'turnkey', 'tool'] as const)('says nothing of the system of a %s', async (type) => {
    const fields = await fieldsOn('proxmox-8', { type });
    expect(fields).not.toHaveProperty('os_type');
    expect(fields).not.toHaveProperty('os_version');
  });

  it.each<{ given: Partial<InstallationRecord>; told: object }>([
    { given: {}, told: { os_type: 'debian', os_version: '12' } },
    { given: { os_type: 'alpine' }, told: {} },
    { given: { os_version: '3.20' }, told: {} },
  ])('has the system of an add-on, unless $given is given', async ({ given, told }) => {
    const { os_type, os_version, ...fields } = await fieldsOn('proxmox-8', { type: 'addon', ...given });
    expect({ os_type, os_version }).toEqual({ os_type: undefined, os_version: undefined, ...told });
    expect(fields).toMatchObject({ platform: 'pve' });
    expect(fields).not.toHaveProperty('pve_version');
  });
});
