/** Scenarios of per-CPU allocators as data. */
import type { PercpuAllocator2005, PercpuObserver } from '../model/designs/percpu-2005.js';
import { type PercpuOperation, runPercpuWorkload } from '../model/percpu-workload.js';
import { type AllocatorScenario, type MadeScenario, workloadScenario } from './define.js';

export type PercpuScenario<P> = AllocatorScenario<P, PercpuAllocator2005, PercpuObserver, PercpuOperation>;

/** The scenario that the engine explores. */
export function percpuScenario<P>(
  scenario: PercpuScenario<P>,
): MadeScenario<PercpuAllocator2005, PercpuObserver, PercpuOperation> {
  return workloadScenario<P, PercpuAllocator2005, PercpuObserver, PercpuOperation, number>(
    scenario,
    'percpu',
    runPercpuWorkload,
  );
}
