/** Which claims the scenarios of each design make unless they say otherwise. */
import { blocksConsistent } from '../properties/blocks-consistent.js';
import { blocksFreedOnce } from '../properties/blocks-freed-once.js';
import type { Claim } from '../properties/claim.js';
import { conservation } from '../properties/conservation.js';
import { lazyAccounting } from '../properties/lazy-accounting.js';
import { listWritersLock } from '../properties/list-writers-lock.js';
import { lookupsFind } from '../properties/lookups-find.js';
import { noOverlap } from '../properties/no-overlap.js';
import { noStaleAlias } from '../properties/no-stale-alias.js';
import { noStaleTranslation } from '../properties/no-stale-translation.js';
import { noUseAfterFree } from '../properties/no-use-after-free.js';
import { oneFill } from '../properties/one-fill.js';
import { areasFreed } from '../properties/percpu/areas-freed.js';
import { bitmapsExact } from '../properties/percpu/bitmaps-exact.js';
import { blocksInUse } from '../properties/percpu/blocks-in-use.js';
import { bufCtls } from '../properties/percpu/buf-ctls.js';
import type { PercpuClaim } from '../properties/percpu/claim.js';
import { firstNotFull } from '../properties/percpu/first-not-full.js';
import { freedUnmapped } from '../properties/percpu/freed-unmapped.js';
import { listSorted } from '../properties/percpu/list-sorted.js';
import { mappingsExact } from '../properties/percpu/mappings-exact.js';
import { notAtomic } from '../properties/percpu/not-atomic.js';
import { nothingLost } from '../properties/percpu/nothing-lost.js';
import { objectMet } from '../properties/percpu/object-met.js';
import { objectsDisjoint } from '../properties/percpu/objects-disjoint.js';
import { oneBlock } from '../properties/percpu/one-block.js';
import { roomFound } from '../properties/percpu/room-found.js';
import { poolsCounted } from '../properties/pools.js';
import { purgeComplete } from '../properties/purge-complete.js';
import { requestMet } from '../properties/request-met.js';
import { subtreeSizes } from '../properties/subtree-sizes.js';
import { returnsHome, tagsTellOrigin } from '../properties/tags.js';
import { treesCoalesced } from '../properties/trees-coalesced.js';

/** For busy-list: free space is what is not busy, so that none can be lost. */
export const BUSY_LIST_CLAIMS: readonly Claim[] = [
  noOverlap,
  requestMet,
  noStaleTranslation,
  lazyAccounting,
  purgeComplete,
  lookupsFind,
];

/** For any design with a free tree. */
export const ALLOCATOR_CLAIMS: readonly Claim[] = [
  noOverlap,
  conservation,
  requestMet,
  treesCoalesced,
  noStaleTranslation,
  lazyAccounting,
  purgeComplete,
];

/** For free-list-2018. */
export const FREE_LIST_CLAIMS: readonly Claim[] = [...ALLOCATOR_CLAIMS, lookupsFind];

/** For cpu-zone-2023: areas have no tags. */
export const ZONE_CLAIMS: readonly Claim[] = [...ALLOCATOR_CLAIMS, oneFill];

/** For vmap-node-2023. */
export const NODE_CLAIMS: readonly Claim[] = [...ZONE_CLAIMS, tagsTellOrigin, returnsHome];

/** For blocks, beside the claims of the design below them. */
export const BLOCK_LAYER_CLAIMS: readonly Claim[] = [
  blocksConsistent,
  blocksFreedOnce,
  listWritersLock,
  noUseAfterFree,
  noStaleAlias,
];

/** For vmap-node-2023 with blocks. */
export const BLOCK_CLAIMS: readonly Claim[] = [...NODE_CLAIMS, ...BLOCK_LAYER_CLAIMS];

/** For busy-list with blocks. */
export const BUSY_BLOCK_CLAIMS: readonly Claim[] = [...BUSY_LIST_CLAIMS, ...BLOCK_LAYER_CLAIMS];

/** For vmap-pool: nothing is filled, and there are no blocks that a range belongs to. */
export const POOL_CLAIMS: readonly Claim[] = [...ALLOCATOR_CLAIMS, lookupsFind, poolsCounted];

/** For free-tree-2019. */
export const TREE_CLAIMS: readonly Claim[] = [...ALLOCATOR_CLAIMS, subtreeSizes];

/** For percpu-2005: what of part 1.4 the design keeps. */
export const PERCPU_CLAIMS: readonly PercpuClaim[] = [
  objectsDisjoint,
  objectMet,
  bitmapsExact,
  listSorted,
  bufCtls,
  nothingLost,
  mappingsExact,
];

/** For any per-CPU allocator: what percpu-2005 breaks, too. */
export const ALL_PERCPU_CLAIMS: readonly PercpuClaim[] = [
  ...PERCPU_CLAIMS,
  firstNotFull,
  roomFound,
  oneBlock,
  blocksInUse,
  areasFreed,
  notAtomic,
  freedUnmapped,
];
