import type { InstallationRecord } from '../records/record.js';
import type { HostFacts } from '../host/facts/host-facts.js';

/**
 * Facts that a record has under the same name. Not `has_arm`: of a machine it says what it is, of a record what the
 * script supports. Not the operating system: a record has the container's.
 */
const SHARED = [
  'platform',
  'pve_version',
  'arch',
  'kernel_version',
  'cpu_vendor',
  'cpu_model',
  'gpu_vendor',
  'gpu_model',
  'gpu_passthrough',
  'ram_speed',
] as const satisfies (keyof HostFacts & keyof InstallationRecord)[];

/** The facts about this machine that are reported to the ingest service with this record. */
export function ingestFacts(facts: HostFacts, record: InstallationRecord): Partial<InstallationRecord> {
  const fields = Object.fromEntries(SHARED.map((name) => [name, facts[name]])) as Partial<InstallationRecord>;
  if (record.type !== 'addon') return fields;
  // An add-on is installed on this system itself, so the system is reported instead of Proxmox VE's version.
  const { os_id: os_type, os_version_id: os_version } = facts;
  const isSystemGiven = record.os_type !== undefined || record.os_version !== undefined;
  return { ...fields, pve_version: undefined, ...(isSystemGiven ? {} : { os_type, os_version }) };
}
