/** Slab caches: allocation of descriptors, which may fail. */
import { PerThread } from '../../scheduler/object.js';
import { choose, type Steps } from '../../scheduler/step.js';
import { mightSleep } from '../sync/might-sleep.js';

/** Whether an allocation may wait for memory. */
export type Gfp = 'GFP_KERNEL' | 'GFP_NOWAIT' | 'GFP_ATOMIC';

/** `kmem_cache`. Objects themselves are plain data; only success or failure matters. */
export class Slab {
  /** The cache's, for traces. */
  readonly name: string;
  readonly #call: string;
  readonly #failures: number;
  /** Failures injected so far; a budget for all threads together would be shared state that nobody tracks. */
  readonly #injected = new PerThread(0);

  /**
   * @param failures how many allocations of each thread may fail; 0: memory never runs out
   * @param call the function that allocates, for the trace
   */
  constructor(name: string, failures = 0, call = 'kmem_cache_alloc') {
    this.name = name;
    this.#call = call;
    this.#failures = failures;
  }

  /** Allocations of the running thread that have failed so far. For claims. */
  get failed(): number {
    return this.#injected.get();
  }

  /** `kmem_cache_alloc`: false if there is no memory. A choice while failures are left. GFP_KERNEL may sleep. */
  *alloc(gfp: Gfp = 'GFP_KERNEL'): Steps<boolean> {
    if (gfp === 'GFP_KERNEL') mightSleep(`${this.#call}(${this.name}, ${gfp})`);
    const injected = this.#injected.get();
    if (injected === this.#failures) return true;
    if ((yield* choose(2, `${this.#call}(${this.name}) fails`)) === 0) return true;
    this.#injected.set(injected + 1);
    return false;
  }
}
