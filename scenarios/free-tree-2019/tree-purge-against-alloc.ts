import { FreeTree2019, LINUX_5_5 } from '../../model/designs/free-tree-2019.js';
import { alloc, free, purge } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The purge drops the lock after each area that it frees. */
export const treePurgeAgainstAlloc = allocatorScenario({
  name: 'tree-purge-against-alloc',
  question: 'Is an allocation safe against a purge that lets it in between two areas?',
  source: 'vmalloc-designs.md 3.2, purge body',
  design: FreeTree2019,
  parameters: { ...LINUX_5_5, cpus: 1, window: 8 },
  setup: [alloc(2, 'x'), alloc(2, 'y'), alloc(2, 'z'), free('x'), free('z')],
  threads: { a: { does: [purge()] }, b: { does: [alloc(3, 'b')] } },
  claims: [...TREE_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 6 },
});
