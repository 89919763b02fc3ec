import type { InstallationRecord } from '../records/record.js';
import { consentFromHost } from '../host/consent/consent-from-host.js';
import { hostFacts, hostPlatform } from '../host/facts/host-facts.js';
import type { Server } from './server.js';
import { ingestFacts } from './ingest-facts.js';

/**
 * Adds the facts about this machine that the server stores to a record. Without consent nothing is detected. Never
 * rejects.
 */
export async function addHostFacts(record: InstallationRecord, { kind }: Server): Promise<InstallationRecord> {
  if (!(await consentFromHost()())) return record;
  if (kind === 'service') return { ...ingestFacts(await hostFacts(), record), ...record };
  const { pve_version } = await hostPlatform();
  return pve_version === undefined ? record : { ...record, pve_version };
}
