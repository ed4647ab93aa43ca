/** Why the mutants that no check notices do no harm, or what they do harm to. */
import type { Mutant } from './operators.js';

export interface Explanation {
  readonly file: string;
  /** The mutant's lines before and after, as Mutant has them. */
  readonly before: string;
  readonly after: string;
  /** `equivalent`: does the same. `performance`: does it with more work. `figure`: only a figure that is shown differs. */
  readonly kind: 'equivalent' | 'performance' | 'figure' | 'message';
  readonly why: string;
}

/** Null if nobody has explained it. */
export function explanationOf({ file, before, after }: Mutant): Explanation | null {
  return EXPLAINED.find((each) => each.file === file && each.before === before && each.after === after) ?? null;
}

const EXPLAINED: readonly Explanation[] = [];
