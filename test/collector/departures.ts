/** A recording of the service that is not followed, and what is stored instead. */
export interface Departure {
  /** Completes "instead …". */
  readonly instead: string;
  /** The fields that differ from the recorded row. */
  readonly differs?: object;
  /** Further records beside the recorded one. */
  readonly others?: readonly object[];
}

const SECOND = {
  type: 'lxc',
  nsapp: 'second',
  status: 'installing',
  ct_type: 1,
  disk_size: 8,
  core_count: 2,
  ram_size: 2048,
  os_type: 'debian',
  os_version: '13',
  pve_version: '8.3.2',
  method: 'default',
  repo_source: 'ProxmoxVE',
  cpu_vendor: 'unknown',
  gpu_vendor: 'unknown',
  gpu_passthrough: 'unknown',
};

/** What the service loses and the collector keeps, by the name of the recording. Each has a row in `docs/run-your-own.md`. */
export const DEPARTURES: Readonly<Record<string, Departure>> = {
  'status failed (exit_code omitted)': {
    instead: 'a failure without an exit code stays a failure',
    differs: { status: 'failed', error_category: 'unknown' },
  },
  'unknown extra fields are ignored': {
    instead: 'the fields of payload version 2 are stored',
    differs: { arch: 'amd64', platform: 'pve', failed_command: 'x' },
  },
  'array of two events: only the first is kept, the second is lost silently': {
    instead: 'both events are stored',
    others: [{ ...SECOND, random_id: 'second' }],
  },
  'NDJSON: only the first line is kept': {
    // The second line is of the same installation, which has begun.
    instead: 'both lines are read',
  },
};
