/** Scenarios of per-CPU allocators as data. */
import type { PercpuDesign, PercpuObserver } from '../model/designs/percpu-2005.js';
import { type PercpuOperation, runPercpuWorkload } from '../model/percpu-workload.js';
import { type AllocatorScenario, type MadeScenario, workloadScenario } from './define.js';

/** As AllocatorScenario, of a per-CPU allocator. `P`: parameters of the design. */
export type PercpuScenario<P> = AllocatorScenario<P, PercpuDesign, PercpuObserver, PercpuOperation>;

/** The scenario that the engine explores. */
export function percpuScenario<P>(
  scenario: PercpuScenario<P>,
): MadeScenario<PercpuDesign, PercpuObserver, PercpuOperation> {
  return workloadScenario<P, PercpuDesign, PercpuObserver, PercpuOperation, number>(
    scenario,
    'percpu',
    runPercpuWorkload,
  );
}
