/** Vendor of the graphics adapter. */
export type GpuVendor = 'intel' | 'amd' | 'nvidia';

/** A graphics adapter as `lspci` shows it. */
export interface Adapter {
  /** PCI slot, such as `00:02.0`; a domain may come first. */
  readonly slot: string;
  /** Vendor and name, such as `Intel Corporation DG2 [Arc A380]`. */
  readonly name: string;
}

/** Tells whether the adapter is integrated in the processor (`igpu`) or a separate card (`dgpu`). */
export function gpuKind(vendor: GpuVendor, adapter: Adapter): 'igpu' | 'dgpu' {
  return KINDS[vendor](adapter);
}

const KINDS: Readonly<Record<GpuVendor, (adapter: Adapter) => 'igpu' | 'dgpu'>> = {
  intel({ slot, name }) {
    // The slot of Intel's integrated adapter, and of its virtual functions.
    if (/(?:^|:)00:02\.[0-7]$/.test(slot)) return 'igpu';
    if (INTEL_CARD.test(name)) return 'dgpu';
    if (INTEL_BUILT_IN.test(name)) return 'igpu';
    const isBeside = /(?:^|:)00:[\da-f]{2}\.[0-7]$/i.test(slot);
    return isBeside && !/\bArc\b/.test(name) ? 'igpu' : 'dgpu';
  },
  amd: ({ name }) => (AMD_CARD.test(name) && !AMD_BUILT_IN.test(name) ? 'dgpu' : 'igpu'),
  nvidia: () => 'dgpu',
};

/** Code names of Intel's cards. */
const INTEL_CARD = /\b(?:DG1|DG2|Battlemage|Ponte Vecchio|Data Center GPU)\b/;

/** Names of Intel's integrated adapters, in any slot of a virtual machine: `Meteor Lake-P [Intel Arc Graphics]`. */
const INTEL_BUILT_IN = /Lake\b|\b[Pp]rocessor\b|\bIntegrated\b|\bU?HD Graphics\b|\bIris\b/;

const AMD_CARD =
  /\bNavi\b|\bRadeon (?:RX|Pro|PRO|VII|HD|R[579]|\d{3}X?)\b|\b(?:Instinct|FirePro|FireGL|FireStream)\b|\bVega (?:10|12|20)\b/;

/** Code names of AMD's processors, some of whose graphics share a name with cards, and of older chipsets. */
const AMD_BUILT_IN = new RegExp(
  `\\b(?:${[
    'Raven|Picasso|Dali|Pollock|Renoir|Lucienne|Cezanne|Barcelo|Rembrandt|Mendocino|Van ?Gogh|Raphael|Dragon Range',
    'Phoenix|Hawk ?Point|Strix|Krackan|Granite Ridge|Ryzen',
    'Kaveri|Godavari|Carrizo|Bristol Ridge|Stoney|Wani|Kabini|Temash|Beema|Mullins|Trinity|Richland|Devastator',
    'Scrapper|Sumo|SuperSumo|BeaverCreek|WinterPark|Wrestler|Loveland|RS\\d{3}',
  ].join('|')})`,
);
