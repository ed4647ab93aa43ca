/** Objects of a slab cache that are tracked: used after they were freed, freed twice, or never freed. */
import { SharedObject } from '../../scheduler/object.js';
import { type Operation, Step, type Steps } from '../../scheduler/step.js';
import { RcuFreed } from '../sync/rcu.js';
import type { Gfp, Slab } from './slab.js';

const FREE: Operation<void> = {
  name: 'kmem_cache_free',
  perform: (step) => (step.argument as SlabObject).waitFor([]),
  // To free an object earlier only exposes more.
  rides: (step) => (step.object as SlabObjects).mayRide,
  describe: (step) => `kmem_cache_free(${step.object!.name}, ${(step.argument as SlabObject).name})`,
};

/** Whoever follows a pointer into it calls `use()`. */
export class SlabObject extends RcuFreed {}

/** `kmem_cache` with the objects that came from it. They may be given to `kfree_rcu` too. */
export class SlabObjects extends SharedObject {
  readonly #slab: Slab;
  readonly #allocated = new Set<SlabObject>();

  constructor(slab: Slab) {
    super(slab.name);
    this.#slab = slab;
  }

  /** `kmem_cache_alloc`: null if there is no memory. */
  *alloc(name: string, gfp: Gfp = 'GFP_KERNEL'): Steps<SlabObject | null> {
    if (!(yield* this.#slab.alloc(gfp))) return null;
    const object = new SlabObject(name);
    this.writes(object.id, object.id + 1);
    this.#allocated.add(object);
    return object;
  }

  /** `kmem_cache_free`: at once, whoever uses it. Twice: a violation. */
  free(object: SlabObject): Step<void> {
    return new Step(FREE, this, object);
  }

  /** Objects that nobody has freed. For claims. */
  get live(): SlabObject[] {
    this.reads();
    return [...this.#allocated].filter((object) => !object.isFreed);
  }

  snapshot(): unknown {
    return new Set(this.#allocated);
  }

  /** Called by the operations. @internal */
  get mayRide(): boolean {
    return this.context.fuse;
  }
}
