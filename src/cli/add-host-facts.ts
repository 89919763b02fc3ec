import type { InstallationRecord } from '../records/record.js';
import { consentFromHost } from '../host/consent/consent-from-host.js';
import { hostFacts } from '../host/facts/host-facts.js';
import type { Server } from './server.js';
import { ingestFacts } from './ingest-facts.js';

/** Adds facts about this machine to a record. Without consent nothing is detected. */
export async function addHostFacts(record: InstallationRecord, { kind }: Server): Promise<InstallationRecord> {
  if (!(await consentFromHost()())) return record;
  const facts = await hostFacts();
  if (kind === 'service') return { ...ingestFacts(facts, record), ...record };
  const { pve_version } = facts;
  return pve_version === undefined ? record : { ...record, pve_version };
}
