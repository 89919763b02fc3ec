import type { FinalStatus, Status } from '../statuses.js';

/**
 * What is installed: a container, a virtual machine, an add-on, a tool on the Proxmox host itself.
 * `turnkey` (a TurnKey container) and `tool` are the ingest service's; to PocketBase they are refused.
 */
export type RecordType = 'lxc' | 'vm' | 'addon' | 'pve' | 'turnkey' | 'tool';

/**
 * What the ingest service knows of an installation beside PocketBase's columns. PocketBase is sent
 * nothing of it. Texts the service has a list for are mapped to it; see the README, "Fields".
 */
export interface ServiceFields {
  /**
   * Names one attempt of the installation, by which the service tells repetitions: 8 to 64 of
   * `A-Z a-z 0-9 _ -`. @defaultValue the `random_id`; a new UUID for a new attempt
   */
  execution_id?: string;
  /** What kind of failure it was, such as `network`. @defaultValue the exit code's, where it failed */
  error_category?: string;
  /** Seconds, up to 86,400. @defaultValue `0`, not known */
  install_duration?: number;
  /** Such as `intel`; what the processor calls itself is mapped, such as `GenuineIntel`. @defaultValue `'unknown'` */
  cpu_vendor?: string;
  cpu_model?: string;
  /** Such as `nvidia`; what `lspci` says is mapped, such as `NVIDIA Corporation`. @defaultValue `'unknown'` */
  gpu_vendor?: string;
  gpu_model?: string;
  /**
   * `igpu`, `dgpu`, `vgpu` or `none`, of which payload version 2 makes `yes` or `no`. Of these version 1
   * makes `unknown` and `none`: a yes does not say which. @defaultValue `'unknown'`
   */
  gpu_passthrough?: string;
  /** MT/s, as text, such as `2666`. @defaultValue `''` */
  ram_speed?: string;
  /** `amd64`, `arm64`, `armhf` or `i386`; what `uname -m` says is mapped. @defaultValue `''` */
  arch?: string;
  /** `pve` or `incus`. @defaultValue `''` */
  platform?: string;
  /** Whether the script supports ARM. @defaultValue `false` */
  has_arm?: boolean;
  /** `ProxmoxVE`, `ProxmoxVED` or `external`. @defaultValue by `repo_slug` */
  repo_source?: string;
  /** `owner/repo`; what is none, or too long, is left out. @defaultValue the community's repository of that `repo_source` */
  repo_slug?: string;
  /** Payload version 2 only. */
  kernel_version?: string;
  /** Version of what was installed. Payload version 2 only. */
  app_version?: string;
  /** The command that failed. Payload version 2 only; shown to everyone, so without secrets. */
  failed_command?: string;
  /** Its line in the script. Payload version 2 only. */
  failed_line?: number;
}

/** The same fields, each of which may be given as `undefined`. */
type Given<Fields> = { [Name in keyof Fields]: Fields[Name] | undefined };

/**
 * What `create` and `track` take: an installation as its reporter knows it. Fields keep the server's spelling.
 * An empty text counts as left out, but for `pve_version`.
 *
 * @see the contract, "Requests", for keys, order and defaults; the README, "Fields", for who knows what
 */
export interface InstallationRecord extends Given<ServiceFields> {
  type: RecordType;
  /** The application's slug, such as `plex`. Without it nothing is sent. */
  nsapp: string;
  /**
   * The UUID of this installation, unique in the collection: 8 to 64 of `A-Z a-z 0-9 _ -`.
   * Left out: made here. Empty: nothing is sent.
   */
  random_id?: string | undefined;
  /**
   * 1 unprivileged container, 0 privileged container, 2 virtual machine. PocketBase stores 0 as 1,
   * since its required number refuses 0. @defaultValue `2` for a VM, else `1`
   */
  ct_type?: 0 | 1 | 2 | undefined;
  /** GB as a number, or text as people write it: `'20'`, `'20G'`, `'8GB'`, `'1T'`, `'512M'`. @defaultValue `0` */
  disk_size?: number | string | undefined;
  /** Number of cores, from 0. @defaultValue `0` */
  core_count?: number | undefined;
  /** MB, from 0. @defaultValue `0` */
  ram_size?: number | undefined;
  /** Such as `debian`. @defaultValue `''` */
  os_type?: string | undefined;
  /** Such as `12`. @defaultValue `''` */
  os_version?: string | undefined;
  /** How it was installed, free text. @defaultValue `'default'` */
  method?: string | undefined;
  /** Such as `8.3.2`; an empty text is sent as it is. @defaultValue `'not found'`; to the ingest service `''` */
  pve_version?: string | undefined;
}

/** What a caller says of a record to create: what is needed, and what is known besides. */
export type GivenRecord = KnownRecord & Pick<CompleteRecord, 'type' | 'nsapp'>;

/** What a backend's `create` gets: a record with every field of the collection, in the contract's key order; `error` and `exit_code` only where it already ended. */
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

/** What the end of an installation changes, in the contract's key order. */
export interface RecordPatch {
  status: FinalStatus;
  /** What went wrong: the caller's words, or the exit code's explanation; empty for a success. */
  error: string;
  /** A safe integer from 0. */
  exit_code: number;
}

/** A complete record with its end, which is created late where the create failed. */
export type EndedRecord = CompleteRecord & RecordPatch;

/** What is known of an installation beside its end: what `create` sent, and what `update` was given. */
export type KnownRecord = Partial<Omit<CompleteRecord, keyof RecordPatch>>;

/**
 * The end of an installation as it leaves. A backend that cannot look records up is sent what is
 * known of the record with it.
 */
export type UpdatePayload = RecordPatch & KnownRecord;
