/** Who made the graphics adapter. */
export type GpuVendor = 'intel' | 'amd' | 'nvidia';

/** A graphics adapter as `lspci` shows it. */
export interface Adapter {
  /** Such as `00:02.0`, after a domain where there are several. */
  readonly slot: string;
  /** Vendor and name, such as `Intel Corporation DG2 [Arc A380]`. */
  readonly name: string;
}

/** Whether the adapter is built into the processor, or a card of its own. */
export function gpuKind(vendor: GpuVendor, adapter: Adapter): 'igpu' | 'dgpu' {
  return KINDS[vendor](adapter);
}

const KINDS: Readonly<Record<GpuVendor, (adapter: Adapter) => 'igpu' | 'dgpu'>> = {
  intel({ slot, name }) {
    // Where Intel's processors have theirs, whatever it is called, with its virtual functions behind it.
    if (/(?:^|:)00:02\.[0-7]$/.test(slot)) return 'igpu';
    if (INTEL_CARD.test(name)) return 'dgpu';
    if (INTEL_BUILT_IN.test(name)) return 'igpu';
    const isBeside = /(?:^|:)00:[\da-f]{2}\.[0-7]$/i.test(slot);
    return isBeside && !/\bArc\b/.test(name) ? 'igpu' : 'dgpu';
  },
  amd: ({ name }) => (AMD_CARD.test(name) && !AMD_BUILT_IN.test(name) ? 'dgpu' : 'igpu'),
  nvidia: () => 'dgpu',
};

/** The code names of Intel's cards. */
const INTEL_CARD = /\b(?:DG1|DG2|Battlemage|Ponte Vecchio|Data Center GPU)\b/;

/** Of processors, in whichever slot a virtual machine has them: `Meteor Lake-P [Intel Arc Graphics]`. */
const INTEL_BUILT_IN = /Lake\b|\b[Pp]rocessor\b|\bIntegrated\b|\bU?HD Graphics\b|\bIris\b/;

const AMD_CARD =
  /\bNavi\b|\bRadeon (?:RX|Pro|PRO|VII|HD|R[579]|\d{3}X?)\b|\b(?:Instinct|FirePro|FireGL|FireStream)\b|\bVega (?:10|12|20)\b/;

/** AMD's processors by their code names, some of whose graphics are called as cards are, and the chipsets before them. */
const AMD_BUILT_IN = new RegExp(
  `\\b(?:${[
    'Raven|Picasso|Dali|Pollock|Renoir|Lucienne|Cezanne|Barcelo|Rembrandt|Mendocino|Van ?Gogh|Raphael|Dragon Range',
    'Phoenix|Hawk ?Point|Strix|Krackan|Granite Ridge|Ryzen',
    'Kaveri|Godavari|Carrizo|Bristol Ridge|Stoney|Wani|Kabini|Temash|Beema|Mullins|Trinity|Richland|Devastator',
    'Scrapper|Sumo|SuperSumo|BeaverCreek|WinterPark|Wrestler|Loveland|RS\\d{3}',
  ].join('|')})`,
);
