import type { Architecture } from './architecture.js';
import { type CpuVendor, cpuFacts } from './cpu.js';
import { findTool } from './find-tool.js';
import { gpuFacts } from './gpu.js';
import type { GpuVendor } from './gpu-kind.js';
import { kernelFacts } from './kernel.js';
import { machineFiles, type ReadMachineFile } from './machine-files.js';
import { osFacts } from './os-release.js';
import { type PlatformFacts, platformFacts, type Tool } from './platform.js';
import { ProbeTime } from './probe-time.js';
import { ramSpeedOf } from './ram-speed.js';
import { runTool } from './run-tool.js';

/** Time limit of all probes together, in milliseconds. */
const PROBES_MS = 250;

/**
 * Facts about this machine. An unknown fact is left out. Fields have the server's names, except for the operating
 * system: a record's `os_type` is the container's, so the host's is `os_id`.
 */
export interface HostFacts {
  /** `pve` if Proxmox VE is installed, else `incus` if its command is. */
  readonly platform?: 'pve' | 'incus';
  /** Such as `8.3.2` or `incus-6.0.0`; empty if Proxmox VE does not report it. Valid as a record's `pve_version`. */
  readonly pve_version?: string;
  /** The kernel's architecture, by Debian's name. */
  readonly arch?: Architecture;
  /** Whether `arch` is ARM. A record's `has_arm` differs: it says whether the script supports ARM. */
  readonly has_arm?: boolean;
  /** Such as `6.8.12-5-pve`; in a container, the host's. */
  readonly kernel_version?: string;
  /** `ID` of os-release, such as `debian`. For an add-on installed on this host, use it as the record's `os_type`. */
  readonly os_id?: string;
  /** `VERSION_ID` of os-release, such as `12`. For an add-on installed on this host, the record's `os_version`. */
  readonly os_version_id?: string;
  readonly cpu_vendor?: CpuVendor;
  /** Such as `Intel Core i7-8700 CPU @ 3.20GHz`; on an ARM board, the board's name. At most 64 bytes. */
  readonly cpu_model?: string;
  readonly gpu_vendor?: GpuVendor;
  /** Such as `Intel Corporation UHD Graphics 630`. At most 64 bytes. */
  readonly gpu_model?: string;
  /** Integrated adapter or separate card, judged by slot and name. */
  readonly gpu_passthrough?: 'igpu' | 'dgpu';
  /** In MT/s, as digits: `2666`. Needs root. */
  readonly ram_speed?: string;
}

/** Options of {@link hostFacts}. */
export interface HostFactsOptions {
  /** Folder below which the machine's files are read. @defaultValue `'/'` */
  root?: string;
  /** Folders in which tools are searched; relative ones are skipped. @defaultValue `PATH` of the environment */
  path?: string;
}

const known = new Map<string, Promise<HostFacts>>();

/**
 * Detects facts about this machine for a record: Proxmox VE or Incus, architecture, operating system, processor,
 * graphics adapter, memory. Never rejects, prints nothing, changes nothing.
 *
 * All probes run in parallel, within 250 ms in total. A tool that takes longer is killed with SIGKILL and its facts are
 * left out; time in which this process itself is busy does not count. A missing tool is skipped. Less is detected
 * outside Linux.
 *
 * Each process detects once per set of options; later calls return the same facts.
 *
 * @returns a frozen object, shared by all callers.
 *
 * @example
 * ```ts
 * import { TelemetryClient } from '@community-scripts/telemetry';
 * import { hostFacts } from '@community-scripts/telemetry/host';
 * import { memory } from '@community-scripts/telemetry/testing';
 *
 * const telemetry = new TelemetryClient({ consent: 'yes', backend: memory() });
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

/**
 * Detects only which software manages containers, and its version, under the same rules: no other tool is run.
 * Never rejects.
 */
export async function hostPlatform(): Promise<PlatformFacts> {
  const { time, read, tool } = probing('/', process.env['PATH'] ?? '');
  const facts = await platformFacts(read, tool).catch(() => ({}));
  time.end();
  return facts;
}

async function findFacts(root: string, path: string): Promise<HostFacts> {
  const { time, read, tool } = probing(root, path);
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
  // A failed probe loses its own facts only.
  const found = await Promise.all(probes.map((probe) => probe.catch(() => ({}))));
  time.end();
  return Object.freeze(Object.assign({}, ...found) as HostFacts);
}

/** What probes share: the time, which starts now, and how they read files and run tools in it. */
function probing(root: string, path: string): { time: ProbeTime; read: ReadMachineFile; tool: Tool } {
  const time = new ProbeTime(PROBES_MS);
  const tool: Tool = async (name) => {
    const file = await time.wait(findTool(name, path));
    return file === undefined ? undefined : (...args) => runTool(file, args, path, time);
  };
  return { time, read: machineFiles(root, time), tool };
}
