/** Workloads as lines of text, with the kernel's names for what is called. */
import type { AnyOperation, Workload } from '../scenarios/subject.js';

/** One line for the parameters, one for what happens before, one for each thread. */
export function workloadLines({ parameters = {}, setup = [], threads }: Workload): string[] {
  const named = Object.entries(parameters).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const lines: [string, string][] = named.length === 0 ? [] : [['with', named.join(', ')]];
  if (setup.length > 0) lines.push(['before', calls(setup)]);
  for (const [name, { cpu = 0, does, forever = false }] of Object.entries(threads))
    lines.push([cpu === 0 ? name : `${name} on CPU ${cpu}`, `${calls(does)}${forever ? ', for ever' : ''}`]);
  const width = Math.max(...lines.map(([head]) => head.length));
  return lines.map(([head, text]) => `${head}:${' '.repeat(width - head.length)} ${text}`);
}

/** Threads, their operations, and those before. */
export function sizeOf({ setup = [], threads }: Workload): { threads: number; operations: number; before: number } {
  const all = Object.values(threads);
  return {
    threads: all.length,
    operations: all.reduce((sum, { does }) => sum + does.length, 0),
    before: setup.length,
  };
}

function calls(operations: readonly AnyOperation[]): string {
  return operations.map(call).join('; ');
}

function call(operation: AnyOperation): string {
  switch (operation.kind) {
    case 'alloc': {
      const { as, align } = operation;
      const [callee, size] =
        'size' in operation ? ['__alloc_percpu', operation.size] : (['vmalloc', operation.pages] as const);
      return `${as} = ${callee}(${size}${align > 1 ? `, align ${align}` : ''})`;
    }
    case 'alloc_no_block':
      return `${operation.as} = __vmalloc(${operation.pages}, GFP_ATOMIC)`;
    case 'register_early':
      return `${operation.as} = vm_area_register_early(${operation.pages})`;
    case 'map_ram':
      return `${operation.as} = vm_map_ram(${operation.pages})`;
    case 'pcpu':
      return `${operation.as} = pcpu_get_vm_areas(offsets ${operation.offsets.join(' ')}, sizes ${operation.sizes.join(' ')})`;
    case 'free':
      return `vfree(${operation.area})`;
    case 'unmap_ram':
      return `vm_unmap_ram(${operation.area})`;
    case 'find':
      return `find_vmap_area(${operation.area}${operation.offset === 0 ? '' : ` + ${operation.offset}`})`;
    case 'purge':
      return 'vm_unmap_aliases()';
    case 'vmalloc_init':
      return 'vmalloc_init()';
    case 'shrink':
      return 'shrink()';
  }
}
