/**
 * How many zones or nodes a machine gets, and of which size, as the posted series and the merged code compute it. The
 * results are parameters of the designs; sizes in pages of 4 KiB.
 */

export interface Machine {
  /** `num_possible_cpus()`. */
  readonly possibleCpus: number;
  /** `num_present_cpus()`. Default: all that are possible. */
  readonly presentCpus?: number;
  /** `BITS_PER_LONG`. Default 64. */
  readonly bits?: 32 | 64;
}

const PAGE_SIZE = 4096;
const SZ_64K = 0x10000 / PAGE_SIZE;
const SZ_4M = 0x400000 / PAGE_SIZE;

/** In pages. */
export const ONE_BYTE = 1 / PAGE_SIZE;

/** `fls()`: the number of the highest bit that is set, counted from 1; 0 for 0. */
function fls(value: number): number {
  return 32 - Math.clz32(value);
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** `vmap_init_pcpu_zones()`, v1 9/9: a hundred pages for each power of two; no zones on one CPU or with 32 bits. */
export function scaledZones({ possibleCpus, bits = 64 }: Machine): { readonly cpus: number; readonly cvzSize: number } {
  const isOn = bits === 64 && possibleCpus > 1;
  return { cpus: possibleCpus, cvzSize: isOn ? Math.min(fls(possibleCpus) * 100, SZ_4M) : Number.POSITIVE_INFINITY };
}

/** Nodes of a design. A size of less than a page is that of a byte: nodes hold areas, and never keep free space. */
export interface ScaledNodes {
  readonly cpus: number;
  readonly nrNodes: number;
  readonly nodeSize: number;
}

/** `calculate_nr_nodes()` and `vmap_init_nodes()`, v2 9/9: two CPUs share a node. */
export function scaledNodes({ possibleCpus, presentCpus = possibleCpus, bits = 64 }: Machine): ScaledNodes {
  const cpus = presentCpus > 1 ? presentCpus : possibleCpus;
  const nrNodes = clamp(cpus >> 1, 1, 255);
  const isScaled = bits === 64 && nrNodes > 1;
  return {
    cpus: possibleCpus,
    nrNodes,
    nodeSize: isScaled ? Math.min(SZ_64K << fls(possibleCpus), SZ_4M) : ONE_BYTE,
  };
}

/** `vmap_init_nodes()`, 6.9. */
export function scaledPools({ possibleCpus, bits = 64 }: Machine): {
  readonly cpus: number;
  readonly nrNodes: number;
  readonly zoneSize: number;
} {
  const nrNodes = bits === 64 ? clamp(possibleCpus, 1, 128) : 1;
  return { cpus: possibleCpus, nrNodes, zoneSize: nrNodes > 1 ? SZ_64K : ONE_BYTE };
}
