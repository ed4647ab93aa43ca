/** Why faults that nobody notices do no harm, or what they do harm to. */
import type { FaultKind, Mutant } from './faults.js';

/**
 * `equivalent`: does the same, at most with needless work. `redundant`: synchronisation that the model could do without,
 * because of something else. `not claimed`: what gets worse is nothing that a design promises, such as how early it
 * purges. `left out`: the model leaves out what would go wrong. `missing claim`: harm that something should notice.
 */
type Kind = 'equivalent' | 'redundant' | 'not claimed' | 'left out' | 'missing claim';

export interface Explanation {
  readonly module: string;
  readonly within: string;
  readonly fault: FaultKind;
  /** How the changed text begins; '' if it is true of every such fault in this function. */
  readonly before: string;
  readonly kind: Kind;
  readonly why: string;
}

/** Null if nobody has explained it. */
export function explanationOf(mutant: Mutant): Explanation | null {
  return EXPLAINED.find((each) => isOf(each, mutant)) ?? null;
}

export function isOf({ module, within, fault, before }: Explanation, mutant: Mutant): boolean {
  const isThere = module === mutant.module && within === mutant.within;
  return isThere && fault === mutant.kind && mutant.before.startsWith(before);
}

/** Of one module: within, fault, before, kind, why. */
function inModule(
  module: string,
  ...rows: readonly (readonly [within: string, fault: FaultKind, before: string, kind: Kind, why: string])[]
): Explanation[] {
  return rows.map(([within, fault, before, kind, why]) => ({ module, within, fault, before, kind, why }));
}

const UNDER_LOCK =
  "A CPU's spare descriptor changes only under the lock of the free tree, or by who is on that CPU with preemption off.";
const PURGE_LIST = 'The purge list belongs to the holder of vmap_purge_lock; the lazy lock does not guard it.';
const NO_BLOCKS =
  'The design is explored without blocks, so there is nothing to purge here; vmap-block has its own mutants.';
const EARLY = 'Whoever asks is refused until vmap_initialized is set, and who does not ask is expected to fail.';
const ONE_FLUSH = 'One flush too many.';
const WIDER = 'Flushes more than need be.';
const DECAYED = 'What is empty is decayed too, or what has come there since: how much stays in a pool is not claimed.';
const SOONER = 'Purges sooner than need be: how much may stay lazy is claimed, how little is not.';
const NOTHING_PURGED =
  'Says that something was purged where nothing was: a flush of what is dirty in blocks is left out, and there are none.';
const KEPT = 'How many spare descriptors are kept is not claimed.';
const COUNT_HIGH =
  'The count is high while the purge gives way; what is decided by it is only when to purge, and when to give way.';
const SAME = 'Stores the number that is there already.';
const AT_BEGINNING = 'No free area begins below the window, and the one at its beginning gives the same address.';
const EMPTY_RUNS = 'Runs of no length are listed too; nothing fits into them.';
const NO_LENGTH = 'A length of zero or less changes no maximum.';
const NO_WORK = 'Where there is nothing to do, it is done all the same.';

export const EXPLAINED: readonly Explanation[] = [
  ...inModule(
    'model/designs/percpu-2005',
    ['#mapVmArea', 'skip check', 'to > start', 'equivalent', NO_WORK],
    ['#mapVmArea', 'off by one', 'to > start', 'equivalent', NO_WORK],
    [
      '#getVmArea',
      'skip check',
      '!(yield* this.#areas.alloc())',
      'left out',
      'Descriptors are plain data: one that could not be allocated is not missed.',
    ],
    [
      'removeVmArea',
      'swap steps',
      '',
      'equivalent',
      'vmlist_lock is held across both, and nobody looks at vmlist without it.',
    ],
    [
      '#allocPage',
      'skip check',
      '',
      'left out',
      'Pages have no identity: one that could not be allocated is not missed where it is mapped.',
    ],
    [
      '#unmapVmArea',
      'swap steps',
      '',
      'left out',
      'The calls to all CPUs and the flush are one thing; the model asks whether the one may be made, and does the other.',
    ],
    ['makeObjMap', 'skip check', 'bitmap[i]', 'equivalent', EMPTY_RUNS],
    ['makeObjMap', 'off by one', 'i < bitmap.length', 'equivalent', EMPTY_RUNS],
    [
      'sortBlkListDown',
      'skip check',
      '!isFull(next)',
      'equivalent',
      'The list is sorted: behind a block that is not full there is none that is.',
    ],
  ),
  ...inModule(
    'model/designs/busy-list',
    ['freeVmapAreaNoflush', 'off by one', '', 'not claimed', SOONER],
    ['#findHole', 'off by one', 'addr + this.#cachedHoleSize', 'equivalent', SAME],
    ['purgeForAliases', 'off by one', '', 'not claimed', ONE_FLUSH],
  ),
  ...inModule(
    'model/designs/free-list-2018',
    [
      'allocVmapArea',
      'skip check',
      '!fullFit',
      'not claimed',
      'A descriptor too many is allocated, and the lock let go for it, as it is where one is needed.',
    ],
    [
      '#allocVmallocArea',
      'skip check',
      'areas.length === 0',
      'equivalent',
      'No area is free, so last_free_area is null: the hints that are reset here are reset by the next search anyway.',
    ],
    ['#allocVmallocArea', 'skip check', 'va.start > vstart', 'equivalent', AT_BEGINNING],
    ['#allocVmallocArea', 'off by one', 'va.start > vstart', 'equivalent', AT_BEGINNING],
    ['#allocVmallocArea', 'skip check', 'addr < va.end', 'equivalent', NO_LENGTH],
    ['#allocVmallocArea', 'off by one', 'addr < va.end', 'equivalent', NO_LENGTH],
    ['#putFreeVaToCache', 'skip check', '', 'not claimed', KEPT],
    ['#putFreeVaToCache', 'off by one', '', 'not claimed', KEPT],
    ['__freeVmapArea', 'off by one', 'merged.start < lastFreeVaStart', 'equivalent', SAME],
  ),
  ...inModule(
    'model/designs/busy-list-purge',
    [
      'freeAndCount',
      'swap steps',
      'this.mm.__freeVmapArea(va)',
      'not claimed',
      'The count is low while the area is freed; what is decided by it is only when to purge.',
    ],
    ['freeAndCount', 'swap steps', 'yield* this.mm.vmapLazyNr.sub(', 'not claimed', COUNT_HIGH],
    [
      'freeAndCount',
      'lose atomicity',
      'yield* this.mm.vmapLazyNr.sub(pagesOf',
      'missing claim',
      'Counter v2 has read a freed descriptor by then, each time, and what is wrong at the end is not looked at behind that.',
    ],
    ['unmapAliases', 'skip check', '', 'not claimed', ONE_FLUSH],
    ['takeFlushFree', 'skip check', 'nr > 0', 'equivalent', NO_WORK],
    ['takeFlushFree', 'off by one', 'nr > 0', 'equivalent', NO_WORK],
    ['__purgeVmapAreaLazy', 'skip check', 'sync', 'not claimed', 'Blocks are purged sooner than need be.'],
    [
      'begin',
      'skip check',
      '',
      'not claimed',
      'A free purges although somebody else does: needless, but without a lock any two may purge at once.',
    ],
    [
      'end',
      'skip check',
      '',
      'not claimed',
      'A free waits too until nobody purges: it holds nothing that a purge waits for, and how soon it returns is not claimed.',
    ],
  ),
  ...inModule('model/designs/busy-list-pcpu', [
    'pcpuBase',
    'skip check',
    'busy.length === 0',
    'equivalent',
    'Where nothing is busy nothing is in the way, and the search ends at the base that it begins with.',
  ]),
  ...inModule(
    'model/designs/cpu-zone-2023',
    ['#dropCpuVmapCache', 'skip check', 'yield* z.free.isEmptyOnce()', 'equivalent', NO_WORK],
    [
      '#thisCpuZoneAlloc',
      'off by one',
      'Math.floor(this.cvzSize',
      'not claimed',
      'Which sizes go past the zones is a matter of speed.',
    ],
    ['#thisCpuZoneAlloc', 'skip check', 'addr === null', 'equivalent', 'Looks what is left where nobody asks.'],
    ['__purgeVmapAreaLazy', 'swap steps', 'z.purgeList.replace(taken)', 'redundant', PURGE_LIST],
    ['__purgeVmapAreaLazy', 'off by one', '', 'not claimed', NOTHING_PURGED],
  ),
  ...inModule(
    'model/heap-allocator',
    [
      'reclaimAndPurgeVmapAreas',
      'swap steps',
      'yield* this.vmapPurgeLock.lock(); … yield* this.purgeFragmented',
      'equivalent',
      NO_BLOCKS,
    ],
    ['reclaimAndPurgeVmapAreas', 'swap steps', 'yield* this.purgeFragmented', 'equivalent', NO_BLOCKS],
    ['purgeForAliases', 'skip check', '', 'not claimed', ONE_FLUSH],
    ['purgeForAliases', 'off by one', '', 'not claimed', ONE_FLUSH],
    [
      'callVmapNotifiers',
      'skip check',
      'isFirst',
      'not claimed',
      'Who is on the list is a caller: what he gives back twice is his own fault.',
    ],
    ['scheduleDrain', 'skip check', '', 'not claimed', SOONER],
    ['scheduleDrain', 'off by one', '', 'not claimed', SOONER],
  ),
  ...inModule(
    'model/node-allocator',
    ['vmallocInit', 'drop lock', '', 'redundant', EARLY],
    ['vmallocInit', 'swap steps', '', 'redundant', EARLY],
    [
      '__purgeVmapAreaLazy',
      'swap steps',
      'vn.purgeList.replace([])',
      'equivalent',
      'The list is empty already, and what comes between does not look at it.',
    ],
    ['__purgeVmapAreaLazy', 'swap steps', 'vn.purgeList.replace(taken)', 'redundant', PURGE_LIST],
    ['__purgeVmapAreaLazy', 'off by one', '', 'not claimed', NOTHING_PURGED],
    [
      'purgeMarkedNodes',
      'swap steps',
      'vn.purgeWorkFunc.set(false)',
      'equivalent',
      'Nobody reads it before the node has been purged.',
    ],
    ['purgeMarkedNodes', 'skip check', '!vn.purgeWorkFunc', 'equivalent', 'Waits for work that was never queued.'],
    ['reclaimListGlobal', 'skip check', '', 'equivalent', NO_WORK],
  ),
  ...inModule(
    'model/designs/free-tree-2019',
    ['#takeLazy', 'swap steps', 'this.localPurgeList.replace', 'redundant', PURGE_LIST],
    ['adjustVaToFitType', 'lose atomicity', '', 'redundant', UNDER_LOCK],
    ['preloadThisCpuLock', 'lose atomicity', '', 'redundant', UNDER_LOCK],
    [
      'preloadThisCpuLock',
      'skip check',
      '(yield* slot.load()) === 0',
      'not claimed',
      'A descriptor too many is allocated, as it is where the CPU has none, and given back.',
    ],
    [
      'flushAndFree',
      'swap steps',
      'this.#mergeOrAdd',
      'not claimed',
      'The count is low while the range is merged; what is decided by it is only when to purge.',
    ],
    [
      'drainVmapAreaWork',
      'skip check',
      '',
      'not claimed',
      'What becomes lazy while it drains stays so until the next free: how soon it has to go is not claimed.',
    ],
  ),
  ...inModule(
    'model/designs/vmap-node-2023',
    ['vmapInitNodes', 'swap steps', '', 'redundant', EARLY],
    [
      'purgeVmapNode',
      'skip check',
      'vaSize(va) !== wholeBlock',
      'equivalent',
      'A whole block merges with nothing: it is put in and taken out again under the same lock.',
    ],
    [
      'purgeVmapNode',
      'swap steps',
      'yield* this.vmapLazyNr.sub(nr)',
      'equivalent',
      'Nobody reads nr_purged before the purge of the node is over.',
    ],
    [
      '#nodeAllocFill',
      'skip check',
      '!(yield* this.vmapAreaCachep.alloc())',
      'left out',
      'Descriptors are plain data: one that could not be allocated is not missed.',
    ],
  ),
  ...inModule(
    'model/designs/vmap-pool',
    [
      'reclaimAndPurgeVmapAreas',
      'swap steps',
      'yield* this.vmapPurgeLock.lock(); … yield* this.purgeFragmented',
      'equivalent',
      NO_BLOCKS,
    ],
    ['reclaimAndPurgeVmapAreas', 'swap steps', 'yield* this.purgeFragmented', 'equivalent', NO_BLOCKS],
    [
      '#nodeAlloc',
      'skip check',
      'this.nrNodes === 1',
      'not claimed',
      'Pools are used with one node too. They work; they are not worth it.',
    ],
    [
      '#decayPool69',
      'skip check',
      '--nDecay',
      'not claimed',
      'Gives everything back: how much stays in a pool is not claimed.',
    ],
    ['decayVaPoolNode', 'skip check', '', 'not claimed', DECAYED],
    ['shrink', 'skip check', 'count', 'not claimed', DECAYED],
    ['vmapInitNodes', 'swap steps', '', 'redundant', EARLY],
    [
      'vmallocNoBlock',
      'drop lock',
      '',
      'redundant',
      'It stands for a lock of the caller, who would notice if the allocator slept; nothing of ours is under it.',
    ],
    ['beginPurgeOf', 'swap steps', '', 'equivalent', 'The decay does not look at skip_populate.'],
  ),
  ...inModule(
    'model/vmap-blocks',
    ['#collectFromFreeLists', 'off by one', 'dirty > 0', 'not claimed', WIDER],
    ['#collectFromIndex', 'skip check', '!purged &&', 'not claimed', WIDER],
    ['#collectFromIndex', 'off by one', 'vb.dirtyMax.get() > 0', 'not claimed', WIDER],
    ['#purgeFragmentedBlocks', 'skip check', 'free + dirty', 'redundant', 'Asked again under the lock.'],
    ['#erase', 'drop lock', '', 'left out', 'The radix tree is modelled by an XArray, which locks by itself.'],
    [
      '#freeVmapBlock',
      'swap steps',
      'yield* this.#host.freeVmapAreaNoflush',
      'redundant',
      'The block is freed after a grace period, and its area no longer leads to it.',
    ],
    ['#insert', 'drop lock', '', 'left out', 'The radix tree is modelled by an XArray, which locks by itself.'],
    [
      '#purgeFragmentedBlock',
      'skip check',
      '!force',
      'not claimed',
      'Gives back blocks that are still of use: which ones are is not claimed.',
    ],
    [
      '#lock',
      'swap steps',
      '',
      'redundant',
      'Blocks are freed after a grace period: one that is found may be followed before its lock is held and after.',
    ],
  ),
];
