import { FreeTree2019, LINUX_5_2 } from '../../model/designs/free-tree-2019.js';
import { alloc, find, free } from '../../model/workload.js';
import { lookupsFind } from '../../properties/lookups-find.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** 5.2: lazy areas are still in the busy tree. */
export const treeLookupFindsLazy = allocatorScenario({
  name: 'tree-lookup-finds-lazy',
  question: 'May a lookup that finds lazy areas miss or confuse a live one?',
  source: 'vmalloc-designs.md 0.5, I-FIND, and 3.2',
  design: FreeTree2019,
  parameters: { ...LINUX_5_2, cpus: 1, window: 4 },
  setup: [alloc(2, 'x'), alloc(2, 'y')],
  threads: { a: { does: [free('x'), alloc(1, 'a')] }, b: { does: [find('x'), find('y', 1)] } },
  claims: [...TREE_CLAIMS, lookupsFind],
  expect: { verdict: 'holds', traces: 11 },
});
