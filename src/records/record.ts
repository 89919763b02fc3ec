import type { FinalStatus, Status } from '../lifecycle.js';

/** What is installed: a container, a virtual machine, an add-on, a tool on the Proxmox host itself. */
export type RecordType = 'lxc' | 'vm' | 'addon' | 'pve';

/**
 * An installation as its reporter knows it. Fields keep the server's spelling.
 * An empty text counts as left out, but for `pve_version`.
 *
 * @see the contract, "Requests", for keys, order and defaults
 */
export interface InstallationRecord {
  type: RecordType;
  /** The application's slug, such as `plex`. PocketBase refuses a record without it. */
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
  /** Such as `8.3.2`; an empty text is sent as it is. @defaultValue `'not found'` */
  pve_version?: string | undefined;
}

/** A complete record, in the contract's key order; `error` and `exit_code` only where it already ended. */
export interface NewRecord {
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
