import type { InstallationRecord } from '../../records/record.js';
import { consentFromHost } from '../consent/consent-from-host.js';
import { hostFacts } from '../facts/host-facts.js';
import type { Server } from './server.js';
import { serviceFields } from './service-fields.js';

/** A record with what this machine knows of itself, which nobody asks it without a yes. */
export async function onThisHost(record: InstallationRecord, { kind }: Server): Promise<InstallationRecord> {
  if (!(await consentFromHost()())) return record;
  const facts = await hostFacts();
  if (kind === 'service') return { ...serviceFields(facts, record), ...record };
  const { pve_version } = facts;
  return pve_version === undefined ? record : { ...record, pve_version };
}
