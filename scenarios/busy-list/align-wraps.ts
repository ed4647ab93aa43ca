import { BusyList } from '../../model/designs/busy-list.js';
import { alloc } from '../../model/workload.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The largest alignments of align_shift_alloc_test: aligning VMALLOC_START wraps to 0. */
export const alignWraps = allocatorScenario({
  name: 'align-wraps',
  question: 'Is an address checked against VMALLOC_START after it has been aligned?',
  source: 'seed 002 (kernel BUG at mm/vmalloc.c:512); vmalloc-designs.md 9',
  design: BusyList,
  parameters: { cpus: 1, vmallocStart: 8, window: 14, addressSpace: 16 },
  threads: { a: { does: [alloc(1, 'a', 8), alloc(1, 'b', 16)] } },
  claims: BUSY_LIST_CLAIMS,
  expect: { verdict: 'violated', by: 'BUG_ON', traces: 1 },
});
