import { FreeList2018 } from '../../model/designs/free-list-2018.js';
import { alloc, free, pcpu } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { FREE_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** As `pcpu-no-room`: here one free area holds the whole chunk. */
export const pcpuNoRoomFreeList = allocatorScenario({
  name: 'pcpu-no-room-free-list',
  question: 'Does a percpu chunk as long as the window fit when what is lazy was purged, and is the next one refused?',
  source: 'vmalloc-designs.md 3.1, 8',
  design: FreeList2018,
  parameters: { cpus: 1, window: 4 },
  setup: [alloc(1, 'x')],
  threads: { a: { does: [free('x'), pcpu([0, 3], [1, 1], 'a'), pcpu([0, 2], [1, 1], 'b')] } },
  claims: [...FREE_LIST_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 1 },
});
