import { FreeList2018 } from '../../model/designs/free-list-2018.js';
import { alloc, free, purge } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { FREE_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/**
 * A split in the middle that finds no spare descriptor counts as no space, before the purge and after it. What was freed
 * has no free neighbour, so that no descriptor was left over.
 */
export const splitWithoutDescriptor = allocatorScenario({
  name: 'split-without-descriptor',
  question: 'Does an allocation fail although its pages are free?',
  source: 'seed 002 (RFC of October 2018, patch 1/2); vmalloc-designs.md 3.1',
  design: FreeList2018,
  parameters: { cpus: 1, window: 8, slabFailures: 2 },
  setup: [alloc(1, 'x'), alloc(1, 'y'), alloc(1, 'z'), free('x'), purge()],
  threads: { a: { does: [alloc(2, 'a', 2)] } },
  claims: [...FREE_LIST_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'violated', by: ['I-CONS', 'I-SPUR weak'], traces: 5 },
});
