/** Claims about per-CPU allocators. */
import type { PercpuAllocator2005, PercpuObserver } from '../../model/designs/percpu-2005.js';
import type { Claim } from '../claim.js';

export type PercpuClaim<S = unknown> = Claim<S, PercpuAllocator2005, PercpuObserver>;

/** Identity, for type inference. */
export function definePercpuClaim<S>(claim: PercpuClaim<S>): PercpuClaim {
  return claim as PercpuClaim;
}
