/** Designs that may have blocks for small `vm_map_ram` mappings on top: all page allocators since 2008. */
import type { Steps } from '../scheduler/step.js';
import { Allocator, type AllocatorParameters, type AllocError, type VmapArea } from './allocator.js';
import { type MutableRange, VmapBlocks, type VmapBlocksHost, type VmapBlocksParameters } from './vmap-blocks.js';

/** Parameters of every design that may have blocks. */
export interface BlockAllocatorParameters extends AllocatorParameters {
  /** Small `vm_map_ram` mappings share blocks. Default: each has an area of its own. */
  readonly blocks?: VmapBlocksParameters;
  /** The layer's class, for variants of it. Default VmapBlocks. */
  readonly blocksLayer?: typeof VmapBlocks;
}

/** A page allocator, and on top of it, if asked for, blocks for small `vm_map_ram` mappings. */
export abstract class BlockAllocator extends Allocator {
  /** The layer of blocks; null: each mapping has an area of its own. */
  readonly blocks: VmapBlocks | null;

  constructor(parameters: BlockAllocatorParameters) {
    super(parameters);
    const { blocks, blocksLayer = VmapBlocks } = parameters;
    this.blocks = blocks === undefined ? null : new blocksLayer(this.#forBlocks(), blocks);
  }

  /** What the blocks need of the design. */
  #forBlocks(): VmapBlocksHost {
    const { cpus, translation, trace } = this;
    return {
      cpus,
      translation,
      trace,
      allocVmapArea: (request) => this.allocVmapArea(request),
      unlinkVa: (va) => this.unlinkVa(va),
      freeVmapAreaNoflush: (va) => this.freeVmapAreaNoflush(va),
    };
  }

  /** What `free_vmap_block()` does with the busy tree before it gives the block's area to `free_vmap_area_noflush()`. */
  protected *unlinkVa(va: VmapArea): Steps {
    yield* this.findUnlinkVmapArea(va.start);
  }

  /** `vm_map_ram()`, mm/vmalloc.c. */
  override *vmMapRam(pages: number): Steps<VmapArea | AllocError> {
    const inBlock = this.blocks !== null && pages <= this.blocks.maxAlloc;
    return inBlock ? yield* this.blocks!.vmMapRam(pages) : yield* super.vmMapRam(pages);
  }

  /** `vm_unmap_ram()`, mm/vmalloc.c. */
  override *vmUnmapRam(va: VmapArea): Steps {
    const inBlock = this.blocks !== null && va.end - va.start <= this.blocks.maxAlloc;
    if (inBlock) yield* this.blocks!.vmUnmapRam(va);
    else yield* super.vmUnmapRam(va);
  }

  /** `purge_fragmented_blocks_allcpus()`, mm/vmalloc.c. */
  *purgeFragmentedBlocksAllcpus(): Steps {
    if (this.blocks !== null) yield* this.blocks.purgeFragmentedBlocksAllcpus();
  }

  /** `vm_unmap_aliases()`, mm/vmalloc.c. */
  override *vmUnmapAliases(): Steps {
    this.trace.emit('unmapAliasesBegins');
    const flush: MutableRange = { start: Number.MAX_SAFE_INTEGER, end: 0 };
    if (this.blocks !== null) yield* this.blocks.collectBeforeLock(flush);
    yield* this.purgeForAliases(flush);
    this.trace.emit('unmapAliasesEnds');
  }

  /**
   * The rest of `vm_unmap_aliases()`: purges what is lazy, and flushes that range, which is dirty in blocks, even if nothing
   * is lazy. The range is empty, with an end of 0, if nothing is dirty.
   */
  protected abstract purgeForAliases(flush: MutableRange): Steps;
}

/** The design's blocks, for claims about them. */
export function blocksOf(allocator: Allocator): VmapBlocks {
  const blocks = allocator instanceof BlockAllocator ? allocator.blocks : null;
  if (blocks === null) throw new Error('a claim about blocks is made of an allocator that has none');
  return blocks;
}
