import type { ReadMachineFile } from './machine-files.js';

/** Facts about the software that manages containers. */
export interface PlatformFacts {
  platform?: 'pve' | 'incus';
  pve_version?: string;
}

/** Finds a tool and returns a function that runs it; see {@link runTool}. */
export type Tool = (name: string) => Promise<((...args: string[]) => Promise<string | undefined>) | undefined>;

/** `sub version_text { return '8.3.2/3e76eec21c4a14a7'; }`, which is what `pveversion` prints. */
const VERSION_TEXT = /\bsub version_text\s*\{\s*return '(\d[\w.+~-]{0,31})\//;

const VERSION = /^\d[\w.+~-]{0,25}$/;

/** Detects Proxmox VE, then Incus. As the shell clients do, `pve_version` holds the version of either. */
export async function platformFacts(read: ReadMachineFile, tool: Tool): Promise<PlatformFacts> {
  // Prefer the file that `pveversion` itself reads: the tool loads much of Proxmox and may exceed the time limit.
  const installed = VERSION_TEXT.exec((await read('/usr/share/perl5/PVE/pvecfg.pm')) ?? '')?.[1];
  if (installed !== undefined) return { platform: 'pve', pve_version: installed };

  const pveversion = await tool('pveversion');
  if (pveversion !== undefined) {
    const version = (await pveversion())?.split('\n')[0]?.split(/[/ ]/)[1] ?? '';
    return { platform: 'pve', pve_version: VERSION.test(version) ? version : '' };
  }

  const incus = await tool('incus');
  if (incus === undefined) return {};
  // Not `incus version`, which asks the service and starts it.
  const version = (await incus('--version'))?.split('\n')[0]?.trim() ?? '';
  return { platform: 'incus', ...(VERSION.test(version) && { pve_version: `incus-${version}` }) };
}
