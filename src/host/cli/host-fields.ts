import type { InstallationRecord } from '../../records/record.js';
import { consentFromHost } from '../consent/consent-from-host.js';
import { hostFacts } from '../facts/host-facts.js';

/** A record with what this machine knows of itself, which nobody asks it without a yes. */
export async function onThisHost(record: InstallationRecord): Promise<InstallationRecord> {
  if (!(await consentFromHost()())) return record;
  const { pve_version } = await hostFacts();
  return pve_version === undefined ? record : { ...record, pve_version };
}
