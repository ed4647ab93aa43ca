/** Why faults that nobody notices do no harm, or what they do harm to. */
import type { Mutant } from './faults.js';

export interface Explanation {
  readonly module: string;
  readonly within: string;
  /** As Mutant has them; more than one if the same is true of several faults in one place. */
  readonly before: string;
  readonly after: string;
  /**
   * `equivalent`: does the same in every execution. `redundant`: synchronisation that the model could do without, because
   * of something else. `not claimed`: what gets worse is nothing that is claimed, such as time or fairness. `left out`: the
   * model leaves out what would go wrong.
   */
  readonly kind: 'equivalent' | 'redundant' | 'not claimed' | 'left out';
  readonly why: string;
}

/** Null if nobody has explained it. */
export function explanationOf(mutant: Mutant): Explanation | null {
  return EXPLAINED.find((each) => isOf(each, mutant)) ?? null;
}

export function isOf({ module, within, before, after }: Explanation, mutant: Mutant): boolean {
  return module === mutant.module && within === mutant.within && before === mutant.before && after === mutant.after;
}

export const EXPLAINED: readonly Explanation[] = [];
