import { BusyList } from '../../model/designs/busy-list.js';
import { alloc, free, pcpu } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The first chunk is as long as the window, and fits when what is lazy was purged; the second does not. */
export const pcpuNoRoom = allocatorScenario({
  name: 'pcpu-no-room',
  question: 'Does pcpu_get_vm_areas() purge, take a chunk as long as the window, and give up on the next?',
  source: 'vmalloc-designs.md 8',
  design: BusyList,
  parameters: { cpus: 1, window: 4 },
  setup: [alloc(1, 'x')],
  threads: { a: { does: [free('x'), pcpu([0, 3], [1, 1], 'a'), pcpu([0, 2], [1, 1], 'b')] } },
  claims: [...BUSY_LIST_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 1 },
});
