/** How a scenario is to be explored. */
import type { StateSearchOptions } from './strategies/state-search.js';
import type { TraceCounts } from './verdict.js';

export type Strategy = 'auto' | 'states' | TraceCounts['strategy'];

export interface Progress {
  readonly strategy: 'traces' | 'states';
  /** Executions or states so far. */
  readonly explored: number;
  readonly violating: number;
}

export interface ExploreOptions {
  /**
   * `traces`: optimal DPOR, one execution per Mazurkiewicz trace. `states`: every state once. `auto`: tries both for a
   * while and goes on with the one that promises to be through first. `source`: source DPOR, the same traces with more
   * work. `preemptions`, `delays`: one execution per trace too, those that need few preemptions (delays) first. Default:
   * what the limit below is about, if there is one, else `auto`.
   */
  readonly strategy?: Strategy;
  /** Stop after this many executions. */
  readonly maxExecutions?: number;
  /** For the strategy `preemptions`: leave out traces that need more. */
  readonly maxPreemptions?: number;
  /** For the strategy `delays`: leave out traces that need more. */
  readonly maxDelays?: number;
  /** Stop after this many states of the state strategy. */
  readonly maxStates?: number;
  /** Stop at the first broken claim; the counterexample is then the first, not the smallest. */
  readonly untilFirst?: boolean;
  /** Called every `progressEvery` executions or states (default 1000); returning false stops. */
  readonly onProgress?: (progress: Progress) => boolean | undefined;
  readonly progressEvery?: number;
  /** For the strategies `traces` and `source`: one trace for each orbit; see SessionOptions.symmetry. Default false. */
  readonly symmetry?: boolean;
  /** For the state strategy. */
  readonly search?: StateSearchOptions;
  /** See SessionOptions.trackData; not for states. */
  readonly trackData?: boolean;
}
