import { FreeList2018 } from '../../model/designs/free-list-2018.js';
import { alloc } from '../../model/workload.js';
import { FREE_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The free list compares what it has aligned with VMALLOC_START. */
export const alignWrapsFreeList = allocatorScenario({
  name: 'align-wraps-free-list',
  question: 'Is an address checked against VMALLOC_START after it has been aligned?',
  source: 'seed 002 (kernel BUG at mm/vmalloc.c:512); vmalloc-designs.md 9',
  design: FreeList2018,
  parameters: { cpus: 1, vmallocStart: 8, window: 14, addressSpace: 16 },
  threads: { a: { does: [alloc(1, 'a', 8), alloc(1, 'b', 16)] } },
  claims: FREE_LIST_CLAIMS,
  expect: { verdict: 'holds', traces: 1 },
});
