/** Workloads as plain data: what each thread asks of an allocator, in order. */
import type { Steps, ThreadBody } from '../scheduler/step.js';
import type { Allocator, VmapArea } from './allocator.js';

/** One call into the allocator. */
export type Operation =
  | { readonly kind: 'alloc'; readonly pages: number; readonly align: number; readonly as: string }
  | { readonly kind: 'free'; readonly area: string }
  | { readonly kind: 'purge' };

/** `vmalloc` of so many pages (a guard page included, if one is wanted); the area is then known by this name. */
export function alloc(pages: number, as: string, align = 1): Operation {
  return { kind: 'alloc', pages, align, as };
}

/** `vfree` of a named area: the thread's own, or one of the set-up. Nothing happens if its allocation failed. */
export function free(area: string): Operation {
  return { kind: 'free', area };
}

/** `vm_unmap_aliases`: purges whatever is lazy. */
export function purge(): Operation {
  return { kind: 'purge' };
}

/** What one thread does, and on which CPU it starts. */
export interface ThreadWorkload {
  readonly cpu?: number;
  readonly does: readonly Operation[];
}

/** Areas by name; only successful allocations are here. */
type Areas = Map<string, VmapArea>;

/** The operations as steps. `inherited` holds the areas of the set-up. */
function* run(allocator: Allocator, { cpu = 0, does }: ThreadWorkload, own: Areas, inherited: Areas): Steps {
  allocator.cpus.pin(cpu);
  for (const operation of does) {
    switch (operation.kind) {
      case 'alloc': {
        const area = yield* allocator.vmalloc(operation.pages, operation.align);
        if (typeof area !== 'string') own.set(operation.as, area);
        break;
      }
      case 'free': {
        const area = own.get(operation.area) ?? inherited.get(operation.area);
        if (area !== undefined) yield* allocator.vfree(area.start);
        break;
      }
      case 'purge':
        yield* allocator.vmUnmapAliases();
        break;
    }
  }
}

/** The thread that runs this workload. */
export function threadOf(allocator: Allocator, workload: ThreadWorkload, inherited: Areas): ThreadBody {
  return () => run(allocator, workload, new Map(), inherited);
}

/** Steps that run the set-up and fill `areas` with what it allocated. */
export function setUp(allocator: Allocator, does: readonly Operation[], areas: Areas): Steps {
  return run(allocator, { does }, areas, areas);
}
