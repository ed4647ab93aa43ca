/**
 * Early boot of the designs with vmap nodes: the variables by which a node is found, as `vmalloc_init()` sets them one
 * after another, and the areas that are there before it. One CPU runs then, with interrupts off: who looks something up
 * meanwhile is an exception handler, or is called by what init calls.
 */
import type { Steps } from '../scheduler/step.js';
import { bugOn, Violation } from '../scheduler/step.js';
import type { PageRange } from './memory/range-set.js';
import { Slab } from './memory/slab.js';
import { ONE_BYTE } from './scaling.js';
import { AtomicWord } from './sync/atomic-word.js';
import { Field } from './sync/field.js';
import { SpinLock } from './sync/spin-lock.js';

/** A scenario that begins before `vmalloc_init()`. */
export interface EarlyBootParameters {
  /** Whether a lookup asks for `vmap_initialized` first: since 2024. */
  readonly lookupAsks: boolean;
  /** Whether there may be no memory for the array of nodes. Default false. */
  readonly arrayMayFail?: boolean;
}

/** What `nodes` points at. */
const NULL = 0;
const STATIC_NODE = 1;
const ARRAY = 2;

export class EarlyBoot {
  readonly lookupAsks: boolean;
  /** Who has it runs: an exception handler to its end, init from one store to the next. */
  readonly cpu = new SpinLock('the boot CPU');
  readonly #nodes: AtomicWord;
  readonly nrNodes = new AtomicWord('nr_nodes', 1);
  /** In pages. */
  readonly nodeSize = new AtomicWord('node_size', ONE_BYTE);
  /** Nodes whose trees and locks are initialised. */
  readonly #nodesMade = new AtomicWord('initialised nodes');
  readonly vmapInitialized = new AtomicWord('vmap_initialized');
  /** Areas registered before there is an allocator, lowest first. */
  readonly vmlist = new Field<readonly PageRange[]>('vmlist', []);
  readonly #kmalloc: Slab;

  /** @param pointsAt what `nodes` points at before init: nothing in v2, a static node since 6.9 */
  constructor({ lookupAsks, arrayMayFail = false }: EarlyBootParameters, pointsAt: 'nothing' | 'a static node') {
    this.lookupAsks = lookupAsks;
    this.#nodes = new AtomicWord('nodes', pointsAt === 'nothing' ? NULL : STATIC_NODE);
    this.#kmalloc = new Slab('nodes', arrayMayFail ? 1 : 0, 'kmalloc_array');
  }

  /** `vm_area_register_early()`: the lowest pages that nobody has registered; never given back to here. */
  register(pages: number, vmallocStart: number): PageRange {
    const areas = this.vmlist.get();
    const start = areas.at(-1)?.end ?? vmallocStart;
    const area = { start, end: start + pages };
    this.vmlist.set([...areas, area]);
    return area;
  }

  /** `kmalloc_array()` of the nodes. */
  allocArray(): Steps<boolean> {
    return this.#kmalloc.alloc('GFP_NOWAIT');
  }

  /** A plain store of init's: an exception may come before it and after it. */
  *#store(word: AtomicWord, value: number): Steps {
    yield* this.cpu.lock();
    yield* word.writeOnce(value);
    yield* this.cpu.unlock();
  }

  *setNrNodes(count: number): Steps {
    yield* this.#store(this.nrNodes, count);
  }

  *setNodeSize(pages: number): Steps {
    yield* this.#store(this.nodeSize, pages);
  }

  *pointAtStaticNode(): Steps {
    yield* this.#store(this.#nodes, STATIC_NODE);
  }

  *pointAtArray(): Steps {
    yield* this.#store(this.#nodes, ARRAY);
  }

  *setVmapInitialized(): Steps {
    yield* this.#store(this.vmapInitialized, 1);
  }

  /** The loop that initialises `nodes[0]` to `nodes[nr_nodes - 1]`. */
  *makeNodes(): Steps {
    for (let id = 0; id < this.nrNodes.current; id++) {
      yield* this.#checkPointer(id);
      yield* this.#store(this.#nodesMade, id + 1);
    }
  }

  /** Follows `&nodes[id]` for a lookup that is about to take the node's lock. */
  *reach(id: number): Steps {
    yield* this.#checkPointer(id);
    const made = yield* this.#nodesMade.readOnce();
    bugOn(id >= made, `the lock of nodes[${id}] is taken before vmalloc_init() has made it one`);
  }

  *#checkPointer(id: number): Steps {
    const nodes = yield* this.#nodes.readOnce();
    if (nodes === NULL) throw new Violation('I-NULL', `nodes[${id}] is used while nodes is NULL`);
    if (nodes === STATIC_NODE && id > 0)
      throw new Violation('out of bounds', `nodes[${id}] is used while nodes points at a single static node`);
  }
}
