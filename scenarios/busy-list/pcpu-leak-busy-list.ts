import { BusyList } from '../../model/designs/busy-list.js';
import { alloc, free, pcpu, purge } from '../../model/workload.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Seed 002 saw percpu memory grow and could not say why. Here nothing of the address space is lost. */
export const pcpuLeakBusyList = allocatorScenario({
  name: 'pcpu-leak-busy-list',
  question: 'Is what pcpu_get_vm_areas() took lost when it is freed beside an allocation?',
  source: 'seed 002, its third finding; vmalloc-designs.md 8',
  design: BusyList,
  parameters: { cpus: 1, window: 8 },
  setup: [alloc(2, 'x')],
  threads: {
    a: { does: [pcpu([0, 3], [1, 1], 'a'), free('a.0'), free('a.1'), purge()] },
    b: { does: [alloc(2, 'b'), free('x')] },
  },
  claims: BUSY_LIST_CLAIMS,
  expect: { verdict: 'holds', traces: 36 },
});
