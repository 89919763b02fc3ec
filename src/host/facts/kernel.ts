import { machine, release } from 'node:os';
import { type Architecture, architectureOf } from './architecture.js';
import type { ReadMachineFile } from './machine-files.js';

/** Facts about the kernel. */
export interface KernelFacts {
  arch?: Architecture;
  has_arm?: boolean;
  kernel_version?: string;
}

const RELEASE = /^[\w.+~-]{1,64}$/;

/** Reads the kernel's files, which older kernels lack; else asks the runtime, which knows this machine only. */
export async function kernelFacts(read: ReadMachineFile, isThisMachine: boolean): Promise<KernelFacts> {
  const [archFile, releaseFile] = await Promise.all([
    read('/proc/sys/kernel/arch'),
    read('/proc/sys/kernel/osrelease'),
  ]);
  const arch = architectureOf(archFile ?? (isThisMachine ? machine() : ''));
  const kernel = (releaseFile ?? (isThisMachine ? release() : '')).trim();
  return {
    ...(arch !== undefined && { arch, has_arm: arch === 'arm64' || arch === 'armhf' }),
    ...(RELEASE.test(kernel) && { kernel_version: kernel }),
  };
}
