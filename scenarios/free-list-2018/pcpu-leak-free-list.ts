import { FreeList2018 } from '../../model/designs/free-list-2018.js';
import { alloc, free, pcpu, purge } from '../../model/workload.js';
import { callsSucceed } from '../../properties/calls-succeed.js';
import { FREE_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Here I-CONS looks at every page: none is lost. */
export const pcpuLeakFreeList = allocatorScenario({
  name: 'pcpu-leak-free-list',
  question: 'Is what pcpu_get_vm_areas() took lost when it is freed beside an allocation?',
  source: 'seed 002, its third finding; vmalloc-designs.md 8',
  design: FreeList2018,
  parameters: { cpus: 1, window: 8 },
  setup: [alloc(2, 'x')],
  threads: {
    a: { does: [pcpu([0, 3], [1, 1], 'a'), free('a.0'), free('a.1'), purge()] },
    b: { does: [alloc(2, 'b'), free('x')] },
  },
  claims: [...FREE_LIST_CLAIMS, callsSucceed],
  expect: { verdict: 'holds', traces: 48 },
});
