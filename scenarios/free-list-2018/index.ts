/** Scenarios of free-list-2018. */

import { alignWrapsFreeList } from './align-wraps-free-list.js';
import { carvedRangeInLimbo } from './carved-range-in-limbo.js';
import { exactHoleOverlookedFreeList } from './exact-hole-overlooked-free-list.js';
import { freeListBlockAliases } from './free-list-block-aliases.js';
import { freeListBlockOverflow } from './free-list-block-overflow.js';
import { freeListLookupAgainstPurge } from './free-list-lookup-against-purge.js';
import { hintAfterRightFit } from './hint-after-right-fit.js';
import { hintAgainstPurge } from './hint-against-purge.js';
import { hintMovesDownOnly } from './hint-moves-down-only.js';
import { lazyGrowthFreeList } from './lazy-growth-free-list.js';
import { lostRangeNoMemory } from './lost-range-no-memory.js';
import { mergeAgainstSplit } from './merge-against-split.js';
import { noHoleFitsFreeList } from './no-hole-fits-free-list.js';
import { paddingRefusesFit } from './padding-refuses-fit.js';
import { pcpuLeakFreeList } from './pcpu-leak-free-list.js';
import { pcpuNoRoomFreeList } from './pcpu-no-room-free-list.js';
import { splitWithoutDescriptor } from './split-without-descriptor.js';
import { twoAllocsFreeList } from './two-allocs-free-list.js';

export const scenarios = [
  freeListLookupAgainstPurge,
  alignWrapsFreeList,
  carvedRangeInLimbo,
  exactHoleOverlookedFreeList,
  freeListBlockOverflow,
  hintAgainstPurge,
  lazyGrowthFreeList,
  lostRangeNoMemory,
  mergeAgainstSplit,
  paddingRefusesFit,
  splitWithoutDescriptor,
  twoAllocsFreeList,
  pcpuLeakFreeList,
  noHoleFitsFreeList,
  pcpuNoRoomFreeList,
  hintAfterRightFit,
  hintMovesDownOnly,
  freeListBlockAliases,
];
