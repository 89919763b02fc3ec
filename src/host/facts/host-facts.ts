import type { Architecture } from './architecture.js';
import { type CpuVendor, cpuFacts } from './cpu.js';
import { findTool } from './find-tool.js';
import { gpuFacts } from './gpu.js';
import type { GpuVendor } from './gpu-kind.js';
import { kernelFacts } from './kernel.js';
import { machineFiles } from './machine-files.js';
import { osFacts } from './os-release.js';
import { platformFacts, type Tool } from './platform.js';
import { ProbeTime } from './probe-time.js';
import { ramSpeedOf } from './ram-speed.js';
import { runTool } from './run-tool.js';

/** How long all probes together may take, in milliseconds. */
const PROBES_MS = 250;

/**
 * What is known of the machine this runs on; what is not known is left out. Fields are named as the
 * server names them, but for the operating system: a record's `os_type` is the container's.
 *
 * @see the ingest contract, "VE" and "core", for the fields and their words
 */
export interface HostFacts {
  /** `pve` where Proxmox is installed, else `incus` where its command is. */
  readonly platform?: 'pve' | 'incus';
  /** Such as `8.3.2`, or `incus-6.0.0`; empty where Proxmox does not say. Fits a record's field of this name. */
  readonly pve_version?: string;
  /** The kernel's architecture, in Debian's words. */
  readonly arch?: Architecture;
  /** Whether `arch` is an ARM one. Not a record's `has_arm`, which says what the script supports. */
  readonly has_arm?: boolean;
  /** Such as `6.8.12-5-pve`; in a container, the host's. */
  readonly kernel_version?: string;
  /** `ID` of os-release, such as `debian`. Where the add-on is installed here, the record's `os_type`. */
  readonly os_id?: string;
  /** `VERSION_ID` of os-release, such as `12`. Where the add-on is installed here, the record's `os_version`. */
  readonly os_version_id?: string;
  readonly cpu_vendor?: CpuVendor;
  /** Such as `Intel Core i7-8700 CPU @ 3.20GHz`; on an ARM board, the board's name. At most 64 bytes. */
  readonly cpu_model?: string;
  readonly gpu_vendor?: GpuVendor;
  /** Such as `Intel Corporation UHD Graphics 630`. At most 64 bytes. */
  readonly gpu_model?: string;
  /** Whether the adapter is built into the processor or a card of its own, judged by its slot and name. */
  readonly gpu_passthrough?: 'igpu' | 'dgpu';
  /** MT/s, as digits: `2666`. Only root may ask. */
  readonly ram_speed?: string;
}

/** Which machine, where it is not simply this one. */
export interface HostFactsOptions {
  /** Folder that the machine's files are read below. @defaultValue `'/'` */
  root?: string;
  /** Folders that tools are looked for in; relative ones are left out. @defaultValue `PATH` of the environment */
  path?: string;
}

const known = new Map<string, Promise<HostFacts>>();

/**
 * Finds out what telemetry may say about this machine: Proxmox or Incus, architecture, operating
 * system, processor, graphics, memory. Never rejects, never prints, changes nothing.
 *
 * All probes run at the same time, within 250 ms together; a tool that has not answered by then is
 * ended with SIGKILL, and its facts are left out. Time in which this process is busy itself is not
 * counted. A tool that is missing is skipped; elsewhere than on Linux little is known.
 *
 * One run per process and options: later calls share its facts, what was not known then included.
 *
 * @returns a frozen object, shared by all callers.
 *
 * @example
 * ```ts
 * const { pve_version } = await hostFacts();
 * await telemetry.create({ type: 'lxc', nsapp: 'plex', pve_version });
 * ```
 */
export async function hostFacts(options: HostFactsOptions = {}): Promise<HostFacts> {
  try {
    const { root = '/', path = process.env['PATH'] ?? '' } = options;
    const key = JSON.stringify([root, path]);
    const facts = known.get(key) ?? findFacts(root, path);
    known.set(key, facts);
    return await facts;
  } catch {
    return Object.freeze({});
  }
}

async function findFacts(root: string, path: string): Promise<HostFacts> {
  const time = new ProbeTime(PROBES_MS);
  const read = machineFiles(root, time);
  const tool: Tool = async (name) => {
    const file = await time.wait(findTool(name, path));
    return file === undefined ? undefined : (...args) => runTool(file, args, path, time);
  };
  const outputOf = async (name: string, ...args: string[]): Promise<string> =>
    (await (await tool(name))?.(...args)) ?? '';

  const probes: readonly Promise<HostFacts>[] = [
    platformFacts(read, tool),
    kernelFacts(read, root === '/'),
    osFacts(read),
    cpuFacts(read),
    outputOf('lspci').then(gpuFacts),
    outputOf('dmidecode', '-t', 'memory').then((output) => {
      const ram_speed = ramSpeedOf(output);
      return ram_speed === undefined ? {} : { ram_speed };
    }),
  ];
  // One that fails costs its own facts only.
  const found = await Promise.all(probes.map((probe) => probe.catch(() => ({}))));
  time.end();
  return Object.freeze(Object.assign({}, ...found) as HostFacts);
}
