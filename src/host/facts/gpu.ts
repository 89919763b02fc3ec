import { plainText } from './plain-text.js';

/** Who made the graphics adapter. */
export type GpuVendor = 'intel' | 'amd' | 'nvidia';

/** What is known of the graphics adapter. */
export interface GpuFacts {
  gpu_vendor?: GpuVendor;
  gpu_model?: string;
  gpu_passthrough?: 'igpu' | 'dgpu';
}

const ADAPTER = /^\S+ (?:VGA|XGA|3D|Display)[^:]* (?:controller|device): (.+)$/;

const VENDORS: readonly (readonly [GpuVendor, RegExp])[] = [
  ['intel', /^Intel\b/i],
  ['amd', /^(?:Advanced Micro Devices|AMD|ATI)\b/i],
  ['nvidia', /^NVIDIA\b/i],
];

/** Adapters on a card of their own, of vendors that also build them into processors. */
const CARDS: Readonly<Record<GpuVendor, RegExp>> = {
  intel: /\bArc\b/,
  amd: /Radeon (?:RX|Pro)\b/i,
  nvidia: /^/,
};

const LONGEST_MODEL_BYTES = 64;

/**
 * Reads the output of `lspci`: the first adapter of a vendor we have a word for, since the first of all
 * may be the one a server board has for its console; else the first.
 *
 * @see the ingest contract, "VE": vendors and `igpu`/`dgpu`; its other words need more than a list of devices
 */
export function gpuFacts(lspci: string): GpuFacts {
  const adapters = lspci.split('\n').flatMap((line) => ADAPTER.exec(line.trimEnd())?.[1] ?? []);
  const model = adapters.find((adapter) => vendorOf(adapter) !== undefined) ?? adapters[0];
  if (model === undefined) return {};
  const gpu_vendor = vendorOf(model);
  const gpu_model = plainText(model.replace(/ \((?:rev|prog-if) [^)]*\)/g, ''), LONGEST_MODEL_BYTES);
  return {
    ...(gpu_vendor !== undefined && { gpu_vendor, gpu_passthrough: CARDS[gpu_vendor].test(model) ? 'dgpu' : 'igpu' }),
    ...(gpu_model !== undefined && { gpu_model }),
  };
}

function vendorOf(model: string): GpuVendor | undefined {
  return VENDORS.find(([, pattern]) => pattern.test(model))?.[0];
}
