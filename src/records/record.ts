import type { FinalStatus, Status } from '../statuses.js';

/**
 * What is installed: an LXC container, a virtual machine, an add-on, or a tool on the Proxmox host (`pve`). `turnkey`
 * (a TurnKey container) and `tool` exist only in the ingest service; the PocketBase backend refuses them.
 */
export type RecordType = 'lxc' | 'vm' | 'addon' | 'pve' | 'turnkey' | 'tool';

/**
 * Fields of the ingest service that PocketBase does not have; the PocketBase backend does not send them. Texts are
 * converted to the service's words where it has a list.
 */
export interface ServiceFields {
  /**
   * Identifies one attempt of the installation; the service detects repetitions by it. 8 to 64 of `A-Z a-z 0-9 _ -`.
   * @defaultValue the `random_id`; a new UUID for a new attempt
   */
  execution_id?: string;
  /** The category of the failure, such as `network`. @defaultValue by the exit code, if it failed */
  error_category?: string;
  /** In seconds, up to 86,400. @defaultValue `0`, unknown */
  install_duration?: number;
  /** Such as `intel`; a vendor id such as `GenuineIntel` is converted. @defaultValue `'unknown'` */
  cpu_vendor?: string;
  cpu_model?: string;
  /** Such as `nvidia`; a name from `lspci` such as `NVIDIA Corporation` is converted. @defaultValue `'unknown'` */
  gpu_vendor?: string;
  gpu_model?: string;
  /**
   * `igpu`, `dgpu`, `vgpu` or `none`, which payload version 2 sends as `yes` or `no`. A given `yes` becomes `unknown`
   * in payload version 1, a given `no` becomes `none`. @defaultValue `'unknown'`
   */
  gpu_passthrough?: string;
  /** In MT/s, as text: `2666`. @defaultValue `''` */
  ram_speed?: string;
  /** `amd64`, `arm64`, `armhf` or `i386`; the output of `uname -m` is converted. @defaultValue `''` */
  arch?: string;
  /** `pve` or `incus`. @defaultValue `''` */
  platform?: string;
  /** Whether the script supports ARM. @defaultValue `false` */
  has_arm?: boolean;
  /** `ProxmoxVE`, `ProxmoxVED` or `external`. @defaultValue by `repo_slug` */
  repo_source?: string;
  /**
   * `owner/repo`; an invalid or too long one is left out. @defaultValue the community's repository for `repo_source`
   */
  repo_slug?: string;
  /** Payload version 2 only. */
  kernel_version?: string;
  /** Version of the application. Payload version 2 only. */
  app_version?: string;
  /** The command that failed. Payload version 2 only. Public, so without secrets. */
  failed_command?: string;
  /** The line of that command in the script. Payload version 2 only. */
  failed_line?: number;
}

/** The same fields, each of which may be given as `undefined`. */
type Given<Fields> = { [Name in keyof Fields]: Fields[Name] | undefined };

/**
 * An installation, as `create` and `track` take it. Fields have the server's names. An empty text counts as left out,
 * except for `pve_version`.
 */
export interface InstallationRecord extends Given<ServiceFields> {
  type: RecordType;
  /** The application's slug, such as `plex`. Without it nothing is sent. */
  nsapp: string;
  /**
   * UUID of this installation, unique in the collection: 8 to 64 of `A-Z a-z 0-9 _ -`. If left out, one is made. If
   * empty, nothing is sent.
   */
  random_id?: string | undefined;
  /**
   * 1: unprivileged container, 0: privileged container, 2: virtual machine. PocketBase stores 0 as 1, because its
   * required number field refuses 0. @defaultValue `2` for a VM, else `1`
   */
  ct_type?: 0 | 1 | 2 | undefined;
  /** GB as a number, or a text with a unit: `'20'`, `'20G'`, `'8GB'`, `'1T'`, `'512M'`. @defaultValue `0` */
  disk_size?: number | string | undefined;
  /** Number of cores, from 0. @defaultValue `0` */
  core_count?: number | undefined;
  /** In MB, from 0. @defaultValue `0` */
  ram_size?: number | undefined;
  /** Such as `debian`. @defaultValue `''` */
  os_type?: string | undefined;
  /** Such as `12`. @defaultValue `''` */
  os_version?: string | undefined;
  /** How it was installed, free text. @defaultValue `'default'` */
  method?: string | undefined;
  /** Such as `8.3.2`; an empty text is sent unchanged. @defaultValue `'not found'`; for the ingest service `''` */
  pve_version?: string | undefined;
}

/** A record that a caller gave for a create. */
export type GivenRecord = KnownRecord & Pick<CompleteRecord, 'type' | 'nsapp'>;

/**
 * A record as a backend's `create` gets it: with every field of the collection, in the key order of the shell client.
 * Has `error` and `exit_code` only if the installation has already ended.
 */
export interface CompleteRecord extends ServiceFields {
  ct_type: 0 | 1 | 2;
  type: RecordType;
  /** GB */
  disk_size: number;
  core_count: number;
  /** MB */
  ram_size: number;
  os_type: string;
  os_version: string;
  nsapp: string;
  method: string;
  pve_version: string;
  status: Status;
  random_id: string;
  error?: string;
  exit_code?: number;
}

/** The end of an installation: the fields that an update changes, in the key order of the shell client. */
export interface RecordPatch {
  status: FinalStatus;
  /** The caller's error text, else the explanation of the exit code; empty for a success. */
  error: string;
  /** A safe integer from 0. */
  exit_code: number;
}

/** A complete record with its end. `update` creates it if `create` failed. */
export type EndedRecord = CompleteRecord & RecordPatch;

/** What is known of a record, apart from its end: from `create` and from `update`'s `record`. */
export type KnownRecord = Partial<Omit<CompleteRecord, keyof RecordPatch>>;

/**
 * The payload of an update: the end, and what is known of the record for a backend that cannot look records up.
 */
export type UpdatePayload = RecordPatch & KnownRecord;
