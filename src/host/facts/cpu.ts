import type { ReadMachineFile } from './machine-files.js';
import { plainText } from './plain-text.js';

/** Vendor of the processor, or its designer. */
export type CpuVendor = 'intel' | 'amd' | 'arm';

/** Facts about the processor. */
export interface CpuFacts {
  cpu_vendor?: CpuVendor;
  cpu_model?: string;
}

const X86_VENDORS: ReadonlyMap<string, CpuVendor> = new Map([
  ['GenuineIntel', 'intel'],
  ['AuthenticAMD', 'amd'],
]);

const LONGEST_MODEL_BYTES = 64;

/** Reads `/proc/cpuinfo`; the model is the board's name if that file has none, as on most ARM boards. */
export async function cpuFacts(read: ReadMachineFile): Promise<CpuFacts> {
  // The first processor is enough: the file of a large machine has hundreds.
  const cpuinfo = (await read('/proc/cpuinfo', { whole: false })) ?? '';
  const cpu_vendor = vendorOf(cpuinfo);
  const name = fieldOf(cpuinfo, 'model name') || ((await read('/proc/device-tree/model')) ?? '');
  const cpu_model = plainText(name.replace(/\((?:R|TM)\)/gi, ''), LONGEST_MODEL_BYTES);
  return { ...(cpu_vendor !== undefined && { cpu_vendor }), ...(cpu_model !== undefined && { cpu_model }) };
}

function vendorOf(cpuinfo: string): CpuVendor | undefined {
  return X86_VENDORS.get(fieldOf(cpuinfo, 'vendor_id')) ?? (fieldOf(cpuinfo, 'CPU implementer') ? 'arm' : undefined);
}

/** The first value of that field; empty if there is none. */
function fieldOf(cpuinfo: string, name: string): string {
  for (const line of cpuinfo.split('\n')) {
    const [key, ...value] = line.split(':');
    if (key?.trim() === name) return value.join(':').trim();
  }
  return '';
}
