/** Designs whose differences are known: the free tree behind locks of its own. */
import type { AllocError, VmapArea } from '../../model/allocator.js';
import { FreeTree2019, type FreeTreeParameters } from '../../model/designs/free-tree-2019.js';
import { Mutex } from '../../model/sync/mutex.js';
import { alloc, type Operation } from '../../model/workload.js';
import { TREE_CLAIMS } from '../../scenarios/claims.js';
import { allocatorScenario } from '../../scenarios/define.js';
import { type Subject, subjectOf } from '../../scenarios/subject.js';
import type { Steps } from '../../scheduler/step.js';

/** One allocation at a time; others wait. */
class Patient extends FreeTree2019 {
  readonly #gate = new Mutex('gate_lock');

  override *vmalloc(pages: number, align = 1): Steps<VmapArea | AllocError> {
    yield* this.#gate.lock();
    const va = yield* super.vmalloc(pages, align);
    yield* this.#gate.unlock();
    return va;
  }
}

/** The same, but that others give up. */
class Impatient extends FreeTree2019 {
  readonly #gate = new Mutex('gate_lock');

  override *vmalloc(pages: number, align = 1): Steps<VmapArea | AllocError> {
    if (!(yield* this.#gate.tryLock())) return '-EBUSY';
    const va = yield* super.vmalloc(pages, align);
    yield* this.#gate.unlock();
    return va;
  }
}

/** Two locks around each allocation, in another order for an odd number of pages than for an even one. */
class Crossed extends FreeTree2019 {
  readonly #gates = [new Mutex('gate[0].lock'), new Mutex('gate[1].lock')];

  override *vmalloc(pages: number, align = 1): Steps<VmapArea | AllocError> {
    const [first, second] = pages % 2 === 0 ? this.#gates : [...this.#gates].reverse();
    yield* first!.lock();
    yield* second!.lock();
    const va = yield* super.vmalloc(pages, align);
    yield* second!.unlock();
    yield* first!.unlock();
    return va;
  }
}

function toy(name: string, design: new (parameters: FreeTreeParameters) => FreeTree2019): Subject {
  const one = (...does: readonly Operation[]) => ({ does });
  return subjectOf(
    name,
    allocatorScenario({
      name,
      question: 'What can callers tell?',
      source: 'a test',
      design,
      parameters: { cpus: 2, window: 8 },
      threads: { a: one(alloc(1, 'a')), b: one(alloc(2, 'b')) },
      claims: TREE_CLAIMS,
    }),
  );
}

export const patient = toy('patient', Patient);
export const impatient = toy('impatient', Impatient);
export const crossed = toy('crossed', Crossed);
