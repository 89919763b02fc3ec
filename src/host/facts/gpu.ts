import { type Adapter, gpuKind, type GpuVendor } from './gpu-kind.js';
import { plainText } from './plain-text.js';

/** Facts about the graphics adapter. */
export interface GpuFacts {
  gpu_vendor?: GpuVendor;
  gpu_model?: string;
  gpu_passthrough?: 'igpu' | 'dgpu';
}

const ADAPTER = /^(?<slot>\S+) (?:VGA|XGA|3D|Display)[^:]* (?:controller|device): (?<name>.+)$/;

const VENDORS: readonly (readonly [GpuVendor, RegExp])[] = [
  ['intel', /^Intel\b/i],
  ['amd', /^(?:Advanced Micro Devices|AMD|ATI)\b/i],
  ['nvidia', /^NVIDIA\b/i],
];

const LONGEST_MODEL_BYTES = 64;

/**
 * Parses the output of `lspci`. Takes the first adapter of a known vendor, because the very first may be a server
 * board's console adapter; else the first adapter.
 *
 * The shell clients know more words for `gpu_passthrough`, which a device list cannot decide.
 */
export function gpuFacts(lspci: string): GpuFacts {
  const adapters = lspci.split('\n').flatMap((line) => adapterIn(line.trimEnd()) ?? []);
  const adapter = adapters.find(({ name }) => vendorOf(name) !== undefined) ?? adapters[0];
  if (adapter === undefined) return {};
  const gpu_vendor = vendorOf(adapter.name);
  const gpu_model = plainText(adapter.name.replace(/ \((?:rev|prog-if) [^)]*\)/g, ''), LONGEST_MODEL_BYTES);
  return {
    ...(gpu_vendor !== undefined && { gpu_vendor, gpu_passthrough: gpuKind(gpu_vendor, adapter) }),
    ...(gpu_model !== undefined && { gpu_model }),
  };
}

function adapterIn(line: string): Adapter | undefined {
  const { slot = '', name } = ADAPTER.exec(line)?.groups ?? {};
  return name === undefined ? undefined : { slot, name };
}

function vendorOf(name: string): GpuVendor | undefined {
  return VENDORS.find(([, pattern]) => pattern.test(name))?.[0];
}
