import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu, freePercpu } from '../../model/percpu-workload.js';
import { freedUnmapped } from '../../properties/percpu/freed-unmapped.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** The management pages are unmapped with the page behind them; the next block begins after that. */
export const percpuGuardPageIsHit = percpuScenario({
  name: 'percpu-guard-page-is-hit',
  question: 'Does giving a block back leave the mappings of its neighbours alone?',
  source: 'vmalloc-designs.md 1.3: map_vm_area and unmap_vm_area differ by a page',
  design: PercpuAllocator2005,
  parameters: {},
  setup: [allocPercpu(3, 'w'), allocPercpu(3, 'x'), allocPercpu(3, 'y')],
  threads: { a: { does: [freePercpu('x'), allocPercpu(3, 'a')] } },
  claims: [...PERCPU_CLAIMS, freedUnmapped],
  expect: { verdict: 'holds', traces: 1 },
});
