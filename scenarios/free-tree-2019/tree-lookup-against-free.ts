import { FreeTree2019, LINUX_5_5 } from '../../model/designs/free-tree-2019.js';
import { alloc, find, free } from '../../model/workload.js';
import { lookupsFind } from '../../properties/lookups-find.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** A lookup while one area is freed and purged, and another takes its place. */
export const treeLookupAgainstFree = allocatorScenario({
  name: 'tree-lookup-against-free',
  question: 'Does a lookup find the area of the page, and only areas that hold it?',
  source: 'vmalloc-designs.md 0.5, I-FIND, and 3.2',
  design: FreeTree2019,
  parameters: { ...LINUX_5_5, cpus: 1, window: 4 },
  setup: [alloc(2, 'x'), alloc(2, 'y')],
  threads: { a: { does: [free('x'), alloc(1, 'a')] }, b: { does: [find('x'), find('y', 1)] } },
  claims: [...TREE_CLAIMS, lookupsFind],
  expect: { verdict: 'holds', traces: 8 },
});
