/** Workloads of a per-CPU allocator as plain data. */
import { declareLocalState, progress, type Steps } from '../scheduler/step.js';
import type { PercpuDesign } from './designs/percpu-2005.js';
import type { PageRange } from './memory/range-set.js';
import { stillNeeded, type ThreadWorkload } from './workload.js';

/** One call into the allocator. */
export type PercpuOperation =
  | { readonly kind: 'alloc'; readonly size: number; readonly align: number; readonly as: string }
  | { readonly kind: 'free'; readonly area: string };

/** `__alloc_percpu`, in units; the object is then known by this name. */
export function allocPercpu(size: number, as: string, align = 0): PercpuOperation {
  return { kind: 'alloc', size, align, as };
}

/** `free_percpu` of a named object. Nothing happens if its allocation failed. */
export function freePercpu(object: string): PercpuOperation {
  return { kind: 'free', area: object };
}

/** Objects by name: their addresses. */
type Objects = Map<string, number>;

/** As `runWorkload`. */
export function* runPercpuWorkload(
  allocator: PercpuDesign,
  workload: ThreadWorkload<PercpuOperation>,
  own: Objects,
  inherited: Objects,
): Steps {
  const { cpu = 0, does, forever = false } = workload;
  allocator.cpus.pin(cpu);
  for (let next = 0; next < does.length; next = forever ? (next + 1) % does.length : next + 1) {
    if (next > 0 || forever) declareLocalState({ next, objects: stillNeeded(workload, next, own) });
    const operation = does[next]!;
    let result: readonly PageRange[] | null = [];
    if (operation.kind === 'alloc') {
      const { size, align, as } = operation;
      const object = yield* allocator.allocPercpu(size, align);
      if (object === null) {
        own.delete(as); // of an earlier round
        result = null;
      } else {
        own.set(as, object);
        result = [{ start: object, end: object + size }];
      }
    } else {
      const object = own.get(operation.area) ?? inherited.get(operation.area);
      if (object !== undefined) yield* allocator.freePercpu(object);
    }
    allocator.trace.emit('returned', result);
    progress();
  }
}
