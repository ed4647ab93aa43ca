/** The shipped page allocators and their variants: how small each is explored, and what is claimed of it. */
import type { Allocator } from '../model/allocator.js';
import { BusyList, type BusyListParameters } from '../model/designs/busy-list.js';
import { CpuZone2023, type CpuZoneParameters } from '../model/designs/cpu-zone-2023.js';
import { FreeList2018, type FreeListParameters } from '../model/designs/free-list-2018.js';
import {
  FreeTree2019,
  type FreeTreeParameters,
  LINUX_5_2,
  LINUX_5_5,
  LINUX_5_18,
} from '../model/designs/free-tree-2019.js';
import { VmapNode2023, type VmapNodeParameters } from '../model/designs/vmap-node-2023.js';
import { type VmapPoolParameters, VmapPools } from '../model/designs/vmap-pool.js';
import {
  BLOCKS_4_1,
  BLOCKS_6_4,
  BLOCKS_6_5,
  BLOCKS_6_10,
  BLOCKS_6_11,
  type VmapBlocksForm,
  type VmapBlocksParameters,
} from '../model/vmap-blocks.js';
import type { Claim } from '../properties/claim.js';
import { lookupsFind } from '../properties/lookups-find.js';
import { noSpuriousFailureStrong, noSpuriousFailureWeak } from '../properties/no-spurious-failure.js';
import { noStaleAlias } from '../properties/no-stale-alias.js';
import {
  BLOCK_CLAIMS,
  BUSY_BLOCK_CLAIMS,
  BUSY_LIST_CLAIMS,
  FREE_LIST_CLAIMS,
  NODE_CLAIMS,
  POOL_CLAIMS,
  TREE_CLAIMS,
  ZONE_CLAIMS,
} from './claims.js';
import { type AllocatorScenario, allocatorScenario, type BuiltScenario } from './define.js';
import { genericWorkloads } from './generic.js';
import { plainName } from './subject.js';

export interface ShippedDesign {
  /** As in the name of its folder, with the variant behind a comma. */
  readonly name: string;
  readonly design: new (parameters: never) => Allocator;
  /** What the generic workloads run with; `window` is at least 8. */
  readonly parameters: object & { readonly window: number };
  /** What tells the variant from others of its class, with the default spelled out. */
  readonly variant: Readonly<Record<string, unknown>>;
  readonly claims: readonly Claim[];
  /** Claims that it breaks with a single thread. */
  readonly breaksAlone: readonly string[];
  /** Which address an allocation gets, if it need not be aligned. */
  readonly promises: 'lowest fit' | 'any fit';
}

interface Variant<P> {
  /** Behind the comma of its name; '' for the only one. */
  readonly name: string;
  /** What tells it from the others, spelled out even where it is the default. */
  readonly is: Partial<P>;
  /** What else it is explored with. */
  readonly with?: Partial<P>;
  readonly breaksAlone?: readonly string[];
}

/** The variants of one design; the last one is that which its parameters' defaults give. */
function family<P extends object>(
  name: string,
  design: new (parameters: P) => Allocator,
  parameters: P & { readonly window: number },
  claims: readonly Claim[],
  variants: readonly Variant<P>[] = [{ name: '', is: {} }],
  promises: ShippedDesign['promises'] = 'any fit',
): ShippedDesign[] {
  return variants.map((variant) => ({
    name: variant.name === '' ? name : `${name}, ${variant.name}`,
    design: design as unknown as ShippedDesign['design'],
    parameters: { ...parameters, ...variant.is, ...variant.with },
    variant: variant.is as ShippedDesign['variant'],
    claims: [...new Set([...claims, noStaleAlias, lookupsFind, noSpuriousFailureWeak, noSpuriousFailureStrong])],
    breaksAlone: variant.breaksAlone ?? [],
    promises,
  }));
}

/** The purges of the debate of 2016 and around it, oldest first. */
const BUSY_LIST_VARIANTS: readonly Variant<BusyListParameters>[] = [
  { name: '2008', is: { purge: 'trylock-2008', accounting: 'flag-then-count' } },
  { name: 'purge_lock', is: { purge: 'purge_lock', accounting: 'count-then-push' } },
  { name: 'counter v2', is: { purge: 'counter-v2', accounting: 'count-then-push' } },
  { name: 'counter v3', is: { purge: 'counter-v3', accounting: 'count-then-push' } },
  { name: 'counter v4', is: { purge: 'counter-v4', accounting: 'count-then-push' } },
  {
    name: 'no lock, no flush',
    is: { purge: 'no-lock-no-flush', accounting: 'count-then-push' },
    breaksAlone: ['I-TLB', 'I-ALIAS'],
  },
  { name: 'no lock', is: { purge: 'no-lock', accounting: 'count-then-push' } },
  { name: 'callers spin', is: { purge: 'spinlock-callers', accounting: 'count-then-push' } },
  { name: 'threshold', is: { purge: 'mutex-with-threshold', accounting: 'count-then-push' } },
  { name: 'mutex', is: { purge: 'mutex', accounting: 'count-then-push' } },
];

/** With the blocks of 4.1: until 4.9, and since 4.10. */
const BUSY_BLOCK_VARIANTS: readonly Variant<BusyListParameters>[] = (['purge_lock', 'mutex'] as const).map((purge) => ({
  name: `${purge}, blocks`,
  is: { purge, accounting: 'count-then-push', blocks: { form: BLOCKS_4_1 } },
  breaksAlone: ['I-ALIAS'],
}));

export const designs: readonly ShippedDesign[] = [
  ...family<BusyListParameters>('busy-list', BusyList, { cpus: 2, window: 8 }, BUSY_LIST_CLAIMS, BUSY_LIST_VARIANTS),
  ...family<BusyListParameters>('busy-list', BusyList, { cpus: 1, window: 8 }, BUSY_BLOCK_CLAIMS, BUSY_BLOCK_VARIANTS),
  ...family<FreeListParameters>('free-list-2018', FreeList2018, { cpus: 2, window: 8 }, FREE_LIST_CLAIMS),
  ...family<FreeTreeParameters>(
    'free-tree-2019',
    FreeTree2019,
    { cpus: 2, window: 8 },
    TREE_CLAIMS,
    [
      { name: '5.2', is: LINUX_5_2 },
      { name: '5.5', is: LINUX_5_5 },
      { name: '5.18', is: LINUX_5_18 },
    ],
    'lowest fit',
  ),
  ...family<CpuZoneParameters>('cpu-zone-2023', CpuZone2023, { cpus: 2, window: 16, cvzSize: 8 }, ZONE_CLAIMS),
  ...family<VmapNodeParameters>('vmap-node-2023', VmapNode2023, { cpus: 2, window: 16, nodeSize: 8 }, NODE_CLAIMS),
  ...family<VmapNodeParameters>('vmap-block', VmapNode2023, { cpus: 1, window: 8 }, BLOCK_CLAIMS, [
    { name: '6.4', is: { blocks: { form: BLOCKS_6_4 } }, breaksAlone: ['I-ALIAS'] },
    { name: '6.5', is: { blocks: { form: BLOCKS_6_5 } } },
    { name: '6.10', is: { blocks: { form: BLOCKS_6_10 } } },
    { name: '6.11', is: { blocks: { form: BLOCKS_6_11 } } },
  ]),
  ...family<VmapPoolParameters>('vmap-pool', VmapPools, { cpus: 2, window: 8, poolSizes: 4 }, POOL_CLAIMS, [
    { name: '6.9', is: { decay: '6.9' }, with: { shrinkerLocks: false, lookup: 'forward' } },
    { name: '6.16', is: { decay: '6.16', shrinkerLocks: false } },
    { name: '2026', is: { decay: '6.16', shrinkerLocks: true } },
  ]),
];

/** The generic workloads on this design, with these claims. */
export function genericScenarios(
  { name, design, parameters }: ShippedDesign,
  claims: readonly Claim[],
): BuiltScenario[] {
  return genericWorkloads(parameters.window).map((workload) =>
    allocatorScenario({
      ...workload,
      name: `${plainName(name)}-${workload.name}`,
      question: 'Which claims hold?',
      design: design as AllocatorScenario<object>['design'],
      parameters,
      claims,
    }),
  );
}

/** One of them, by its name. */
export function genericScenario(name: string): BuiltScenario | undefined {
  return designs
    .flatMap((design) => genericScenarios(design, design.claims))
    .find((scenario) => scenario.name === name);
}

/** True if the scenario is of this design and this variant, its blocks included. */
export function belongsTo({ madeFrom }: BuiltScenario, { design, variant }: ShippedDesign, defaults: object): boolean {
  if (madeFrom.design !== (design as unknown)) return false;
  const parameters: Record<string, unknown> = { ...defaults, ...(madeFrom.parameters as object) };
  if (parameters.workqueue === 'one worker') return false; // no queues of the time of any design that asks for one
  if (parameters.blocksLayer !== undefined || formOf(parameters) !== formOf(variant)) return false;
  return Object.entries(variant).every(([key, value]) => key === 'blocks' || parameters[key] === value);
}

/** The form of the blocks on top; undefined if there are none. */
function formOf({ blocks }: Readonly<Record<string, unknown>>): VmapBlocksForm | undefined {
  return blocks === undefined ? undefined : ((blocks as VmapBlocksParameters).form ?? BLOCKS_6_11);
}
