/** How a scenario is to be explored. */
import type { Estimate } from './estimate/estimate.js';
import type { StateSearchOptions } from './strategies/state-search.js';

export type Strategy = 'auto' | 'traces' | 'states';

export interface TraceProgress {
  readonly strategy: 'traces';
  /** Executions so far. */
  readonly explored: number;
  readonly violating: number;
  /** How many there will be. Asking costs probes: as many events as were explored since it was last asked, at most. */
  readonly estimate: () => Estimate;
}

export interface StateProgress {
  readonly strategy: 'states';
  /** States so far. */
  readonly explored: number;
  readonly violating: number;
  /** Null if not searched breadth-first. */
  readonly frontier: Frontier | null;
}

export interface Frontier {
  /** Everything within so many events of the start is covered. */
  readonly depth: number;
  /** States whose steps have not been looked at yet. */
  readonly states: number;
}

export type Progress = TraceProgress | StateProgress;

export interface ExploreOptions {
  /**
   * `traces`: optimal DPOR, one execution per Mazurkiewicz trace. `states`: every state once. `auto`: tries both for a
   * while and goes on with the one that promises to be through first. Default: what the limit below is about, if there
   * is one, else `auto`.
   */
  readonly strategy?: Strategy;
  /** Stop after this many executions of the trace strategy. */
  readonly maxExecutions?: number;
  /** Stop after this many states of the state strategy. */
  readonly maxStates?: number;
  /** Stop at the first broken claim; the counterexample is then the first, not the smallest. */
  readonly untilFirst?: boolean;
  /** Called every `progressEvery` executions or states (default 1000); returning false stops. */
  readonly onProgress?: (progress: Progress) => boolean | undefined;
  readonly progressEvery?: number;
  /** For the trace strategy: one trace for each orbit; see SessionOptions.symmetry. Default false. */
  readonly symmetry?: boolean;
  /** For the state strategy. */
  readonly search?: StateSearchOptions;
  /** See SessionOptions.trackData; for the trace strategy. */
  readonly trackData?: boolean;
}
