import { BusyList } from '../../model/designs/busy-list.js';
import { alloc, find, free, pcpu, purge } from '../../model/workload.js';
import { callsSucceed } from '../../properties/calls-succeed.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The chunk is as long as the window, and its second area begins where the busy one ends. */
export const pcpuAroundBusyArea = allocatorScenario({
  name: 'pcpu-around-busy-area',
  question: 'Does a percpu chunk find the only base there is, at VMALLOC_START and around an area that is in use?',
  source: 'vmalloc-designs.md 8',
  design: BusyList,
  parameters: { cpus: 1, window: 4 },
  setup: [alloc(2, 'u'), alloc(1, 'x'), free('u'), purge()],
  threads: { a: { does: [pcpu([0, 3], [1, 1], 'a')] }, b: { does: [find('x')] } },
  claims: [...BUSY_LIST_CLAIMS, callsSucceed],
  expect: { verdict: 'holds', traces: 1 },
});
