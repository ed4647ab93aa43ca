import { FreeTree2019, LINUX_5_5 } from '../../model/designs/free-tree-2019.js';
import { alloc, free } from '../../model/workload.js';
import { drained } from '../../properties/drained.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Until 5.17 the freeing task drains, if the purge mutex is free: who finds it taken goes away. */
export const treeDrainByBusyCaller = allocatorScenario({
  name: 'tree-drain-by-busy-caller',
  question: 'Does trylock leave more lazy than there may be, with nobody to drain it?',
  source: 'vmalloc-designs.md 3.2 and 2.3; seed 002, finding 2: lazy pages without bound',
  design: FreeTree2019,
  parameters: { ...LINUX_5_5, cpus: 1, window: 8, lazyMax: 1 },
  setup: [alloc(2, 'x'), alloc(2, 'y')],
  threads: { a: { does: [free('x')] }, b: { does: [free('y')] } },
  claims: [...TREE_CLAIMS, drained],
  expect: { verdict: 'violated', by: 'I-LIVE', traces: 80 },
});
