/** Claims about per-CPU allocators. */
import type { PercpuDesign, PercpuObserver } from '../../model/designs/percpu-2005.js';
import type { Claim } from '../claim.js';

/** A claim about per-CPU allocators; see Claim. */
export type PercpuClaim<S = unknown> = Claim<S, PercpuDesign, PercpuObserver>;

/** Identity, for type inference. */
export function definePercpuClaim<S>(claim: PercpuClaim<S>): PercpuClaim {
  return claim as PercpuClaim;
}
