/** Workloads as plain data: what each thread asks of an allocator, in order. */
import { declareLocalState, progress, type Steps } from '../scheduler/step.js';
import type { Allocator, PcpuRequest, VmapArea } from './allocator.js';

/** One call into the allocator. */
export type Operation =
  | { readonly kind: 'alloc'; readonly pages: number; readonly align: number; readonly as: string }
  | { readonly kind: 'alloc_no_block'; readonly pages: number; readonly as: string }
  | { readonly kind: 'free'; readonly area: string }
  | { readonly kind: 'purge' }
  | { readonly kind: 'find'; readonly area: string; readonly offset: number }
  | { readonly kind: 'shrink' | 'vmalloc_init' }
  | { readonly kind: 'register_early'; readonly pages: number; readonly as: string }
  | { readonly kind: 'map_ram'; readonly pages: number; readonly as: string }
  | { readonly kind: 'unmap_ram'; readonly area: string }
  | ({ readonly kind: 'pcpu'; readonly as: string } & PcpuRequest);

/** `vmalloc` of so many pages (a guard page included, if one is wanted); the area is then known by this name. */
export function alloc(pages: number, as: string, align = 1): Operation {
  return { kind: 'alloc', pages, align, as };
}

/** `__vmalloc(GFP_ATOMIC)` by a caller who holds a spin lock. */
export function allocNoBlock(pages: number, as: string): Operation {
  return { kind: 'alloc_no_block', pages, as };
}

/** `vfree` of a named area: the thread's own, or one of the set-up. Nothing happens if its allocation failed. */
export function free(area: string): Operation {
  return { kind: 'free', area };
}

/** `vm_unmap_aliases`: purges whatever is lazy. */
export function purge(): Operation {
  return { kind: 'purge' };
}

/** `find_vmap_area` of a page of a named area, `offset` pages from its start. */
export function find(area: string, offset = 0): Operation {
  return { kind: 'find', area, offset };
}

/** The shrinker asks for everything that can be given back. */
export function shrink(): Operation {
  return { kind: 'shrink' };
}

/** `vm_area_register_early` of so many pages, before `vmalloc_init`; the area is then known by this name. */
export function registerEarly(pages: number, as: string): Operation {
  return { kind: 'register_early', pages, as };
}

/** `vmalloc_init`, in scenarios that begin before it. */
export function vmallocInit(): Operation {
  return { kind: 'vmalloc_init' };
}

/** `vm_map_ram` of so many pages; the mapping is then known by this name. */
export function mapRam(pages: number, as: string): Operation {
  return { kind: 'map_ram', pages, as };
}

/** `vm_unmap_ram` of a named mapping. */
export function unmapRam(area: string): Operation {
  return { kind: 'unmap_ram', area };
}

/** A percpu chunk of areas of these sizes at these offsets; they are then known as `<as>.0`, `<as>.1` and so on. */
export function pcpu(offsets: readonly number[], sizes: readonly number[], as: string, align = 1): Operation {
  return { kind: 'pcpu', offsets, sizes, align, as };
}

/** What one thread does, and on which CPU it starts. */
export interface ThreadWorkload<O = Operation> {
  /** Default 0. */
  readonly cpu?: number;
  /** Its calls, in order. */
  readonly does: readonly O[];
  /** Begins again when it is through, without end: only a search over states can explore that. Default false. */
  readonly forever?: boolean;
}

/** Areas by name; only successful allocations are here. */
type Areas = Map<string, VmapArea>;

/** The operations as steps. `own` is filled with what they allocate; `inherited` holds the areas of the set-up. */
export function* runWorkload(allocator: Allocator, workload: ThreadWorkload, own: Areas, inherited: Areas): Steps {
  const { cpu = 0, does, forever = false } = workload;
  allocator.cpus.pin(cpu);
  for (let next = 0; next < does.length; next = forever ? (next + 1) % does.length : next + 1) {
    if (next > 0 || forever) declareLocalState({ next, areas: stillNeeded(workload, next, own) });
    const operation = does[next]!;
    let result: readonly VmapArea[] | null = [];
    switch (operation.kind) {
      case 'alloc':
      case 'alloc_no_block':
      case 'map_ram': {
        const { kind, pages, as } = operation;
        const area =
          kind === 'alloc'
            ? yield* allocator.vmalloc(pages, operation.align)
            : kind === 'map_ram'
              ? yield* allocator.vmMapRam(pages)
              : yield* allocator.vmallocNoBlock(pages);
        if (typeof area === 'string') {
          own.delete(as); // of an earlier round
          result = null;
        } else {
          own.set(as, area);
          result = [area];
        }
        break;
      }
      case 'free':
      case 'unmap_ram':
      case 'find': {
        const area = own.get(operation.area) ?? inherited.get(operation.area);
        if (area === undefined) break;
        if (operation.kind === 'find') {
          const found = yield* allocator.lookUp(area.start + operation.offset);
          result = found === null ? null : [found];
        } else if (operation.kind === 'free') yield* allocator.vfree(area.start);
        else yield* allocator.vmUnmapRam(area);
        break;
      }
      case 'pcpu': {
        const areas = yield* allocator.pcpuCreateChunk(operation);
        for (const k of operation.offsets.keys()) {
          own.delete(`${operation.as}.${k}`); // of an earlier round
          if (areas !== null) own.set(`${operation.as}.${k}`, areas[k]!);
        }
        result = areas;
        break;
      }
      case 'purge':
        yield* allocator.vmUnmapAliases();
        break;
      case 'register_early': {
        const area = yield* allocator.vmAreaRegisterEarly(operation.pages);
        own.set(operation.as, area);
        result = [area];
        break;
      }
      case 'vmalloc_init':
        yield* allocator.vmallocInit();
        break;
      case 'shrink':
        yield* allocator.shrink();
        break;
    }
    allocator.trace.emit('returned', result);
    progress();
  }
}

/**
 * The thread's own areas that an operation from `next` on may use, each by the operation that allocates it. Of every
 * kind of workload the operations name in `as` what they allocate, and in `area` what they use.
 */
export function stillNeeded(
  { does, forever = false }: ThreadWorkload<object>,
  next: number,
  own: ReadonlyMap<string, unknown>,
): unknown {
  const later = forever ? does : does.slice(next);
  const needed = new Set(later.map((operation) => ('area' in operation ? operation.area : '')));
  // Areas of a percpu chunk have names of their own.
  const known = (name: string) => (allocatedBy(does, name) < 0 ? name : allocatedBy(does, name));
  return [...own].filter(([name]) => needed.has(name)).map(([name, area]) => [known(name), area]);
}

/** Index of the first operation that allocates an area of that name; -1 if it is one of the set-up. */
function allocatedBy(does: readonly object[], name: string): number {
  return does.findIndex((operation) => 'as' in operation && operation.as === name);
}

/** Groups of threads that do the same on the same CPU, whatever they call their areas. */
export function equalWorkloads(threads: Readonly<Record<string, ThreadWorkload<object>>>): string[][] {
  const groups = new Map<string, string[]>();
  for (const [thread, { cpu = 0, does, forever = false }] of Object.entries(threads)) {
    const rename = (name: unknown) => {
      const by = allocatedBy(does, name as string);
      return by < 0 ? name : by;
    };
    const same = does.map((operation) => {
      if ('as' in operation) return { ...operation, as: rename(operation.as) };
      return 'area' in operation ? { ...operation, area: rename(operation.area) } : operation;
    });
    const key = JSON.stringify([cpu, forever, same]);
    groups.set(key, [...(groups.get(key) ?? []), thread]);
  }
  return [...groups.values()].filter((names) => names.length > 1);
}
