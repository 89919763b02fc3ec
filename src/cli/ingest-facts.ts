import type { InstallationRecord } from '../records/record.js';
import type { HostFacts } from '../host/facts/host-facts.js';

/**
 * Facts that are the record's fields of the same name. Not `has_arm`, which says of a machine what it is and of a
 * record what the script supports; and not the operating system, which in a record is the container's.
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

/** What a machine knows of itself, as far as it is told to the ingest service with this record. */
export function ingestFacts(facts: HostFacts, record: InstallationRecord): Partial<InstallationRecord> {
  const fields = Object.fromEntries(SHARED.map((name) => [name, facts[name]])) as Partial<InstallationRecord>;
  if (record.type !== 'addon') return fields;
  // It is installed on this very system, which is told instead of Proxmox's version (the ingest contract, "VE").
  const { os_id: os_type, os_version_id: os_version } = facts;
  const isSystemGiven = record.os_type !== undefined || record.os_version !== undefined;
  return { ...fields, pve_version: undefined, ...(isSystemGiven ? {} : { os_type, os_version }) };
}
