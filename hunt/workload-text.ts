/** Workloads as lines of text, with the kernel's names for what is called. */
import type { AnyOperation, Workload } from '../scenarios/subject.js';
import type { Minimised } from './minimise.js';

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

/** A workload that was made small: from what, to what, and what is proven about it. */
export function minimisedLines(from: Workload, found: Minimised): string[] {
  const { workload, neighbours, preemptions, events, fewestPreemptions, fewestEvents, isRace } = found;
  const { hold, unknown } = neighbours;
  const kept = isRace ? 'keep the claim, or break it without a preemption' : 'keep the claim';
  const open = unknown === 0 ? '' : `; of ${unknown} more that is not known`;
  const proven = (is: boolean) => (is ? 'proven' : 'not proven: there are too many traces');
  return [
    ...workloadLines(workload),
    `made small from ${sizeText(from)} to ${sizeText(workload)}`,
    `all ${hold} workloads that are one step smaller ${kept}${open}`,
    `fewest preemptions: ${preemptions} (${proven(fewestPreemptions)}); with these, fewest events: ${events} (${proven(fewestEvents)})`,
  ];
}

export function sizeText({ setup = [], threads }: Workload): string {
  const all = Object.values(threads);
  const sum = all.reduce((total, { does }) => total + does.length, 0);
  const before = setup.length === 0 ? '' : ` after ${setup.length} before they begin`;
  return `${plural(all.length, 'thread')} with ${plural(sum, 'operation')}${before}`;
}

function plural(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
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
