/** How a scenario is to be explored. */
import type { TraceCollector } from './certificate/trace-collector.js';
import type { Estimate } from './estimate/estimate.js';
import type { Cutting } from './pieces/piece.js';
import type { Checkpoint } from './resume.js';
import type { Session } from './session.js';
import type { SamplerOptions } from './strategies/samplers.js';
import type { StateSearchOptions } from './strategies/state-search.js';
import type { TraceCounts } from './verdict.js';

/** How a scenario is explored; see ExploreOptions.strategy. */
export type Strategy = 'auto' | 'states' | 'random' | TraceCounts['strategy'];

/** How far an exploration by traces is. */
export interface TraceProgress {
  /** Which of the two. */
  readonly strategy: 'traces' | 'source';
  /** Executions so far. */
  readonly explored: number;
  /** Executions so far that broke a claim. */
  readonly violating: number;
  /** What to go on from later; see ExploreOptions.from. */
  readonly checkpoint: () => Checkpoint;
  /** How many there will be. Asking costs probes: as many events as were explored since it was last asked, at most. */
  readonly estimate: () => Estimate;
}

/** How far a search over states is. */
export interface StateProgress {
  /** The search over states. */
  readonly strategy: 'states';
  /** States so far. */
  readonly explored: number;
  /** Transitions and final states so far in which a claim broke. */
  readonly violating: number;
  /** Null if not searched breadth-first. */
  readonly frontier: Frontier | null;
  /** What to go on from later; see ExploreOptions.from. */
  readonly checkpoint: () => Checkpoint;
}

/** Where a breadth-first search stands. */
export interface Frontier {
  /** Everything within so many events of the start is covered. */
  readonly depth: number;
  /** States whose steps have not been looked at yet. */
  readonly states: number;
}

/** How far an exploration is that takes cheap traces first. */
export interface BoundedProgress {
  /** Which of the two. */
  readonly strategy: 'preemptions' | 'delays';
  /** Traces so far. */
  readonly explored: number;
  /** Traces so far that broke a claim. */
  readonly violating: number;
  /** All traces that need fewer are covered. */
  readonly level: number;
  /** The part of those that need so many that is covered, roughly: 0 to 1. */
  readonly share: number;
  /** What to go on from later; see ExploreOptions.from. */
  readonly checkpoint: () => Checkpoint;
}

/** How far a campaign is. */
export interface RandomProgress {
  /** Random executions. */
  readonly strategy: 'random';
  /** Executions so far. */
  readonly explored: number;
  /** Executions so far that broke a claim. */
  readonly violating: number;
  /** What to go on from later; see ExploreOptions.from. */
  readonly checkpoint: () => Checkpoint;
}

/** How far an exploration is, by strategy. */
export type Progress = TraceProgress | StateProgress | BoundedProgress | RandomProgress;

/** How a scenario is to be explored, and when to stop. What does not go together throws RangeError. */
export interface ExploreOptions {
  /**
   * `traces`: optimal DPOR, one execution per Mazurkiewicz trace. `states`: every state once. `auto`: tries both for a
   * while and goes on with the one that promises to be through first. `source`: source DPOR, the same traces with more
   * work. `preemptions`, `delays`: one execution per trace too, those that need few preemptions (delays) first. `random`:
   * random executions. Default: what the limit below is about, if there is one, else `auto`.
   */
  readonly strategy?: Strategy;
  /** Stop after this many executions; of `random`, 1000 by default. */
  readonly maxExecutions?: number;
  /** For the strategy `preemptions`: leave out traces that need more. */
  readonly maxPreemptions?: number;
  /** For the strategy `delays`: leave out traces that need more. */
  readonly maxDelays?: number;
  /** Stop after this many states of the state strategy. */
  readonly maxStates?: number;
  /** Goes on where another exploration was, with the same options. Not with `paranoid`. */
  readonly from?: Checkpoint;
  /** Stop at the first broken claim; the counterexample is then the first, not the smallest. */
  readonly untilFirst?: boolean;
  /**
   * Only what breaks is asked for, and whether everything was explored: the counterexample is the first of its claim, in the
   * order in which it was found, and how much of an exploration is done is not estimated. Default false.
   */
  readonly brief?: boolean;
  /** Called every `progressEvery` executions or states (default 1000); returning false stops. */
  readonly onProgress?: (progress: Progress) => boolean | undefined;
  /** Executions or states from one call of `onProgress` to the next; at least 1. Default 1000. */
  readonly progressEvery?: number;
  /**
   * Of executions: called before the first and, if something was learned that changes what steps there are, before the first
   * of the exploration that begins anew: what was counted until then belongs to none.
   * @internal
   */
  readonly onBegin?: () => void;
  /** Of executions: called at the end of each, after its claims were checked. @internal */
  readonly onTrace?: (session: Session) => void;
  /** For the strategies `traces` and `source`: one trace for each orbit; see SessionOptions.symmetry. Default false. */
  readonly symmetry?: boolean;
  /**
   * Distrust: states that are reached twice are compared (`states`); a share of the executions is run again, and pairs of
   * independent events are swapped, and the traces compared with brute force if that is small (`traces`); both and one with
   * the other (`auto`). Without symmetry of traces. Default false.
   */
  readonly paranoid?: boolean;
  /** For the state strategy. */
  readonly search?: Omit<StateSearchOptions, 'paranoid'>;
  /** For the random strategy. */
  readonly random?: RandomOptions;
  /** Count contention for each lock; see Verdict.locks. By traces only, which is then the default. */
  readonly coverage?: boolean;
  /**
   * By traces, how `always` and `sometimes` claims are checked. `ordered`: events that write what a claim reads are kept in
   * order, which makes more traces. `cuts`: each claim is asked in every state that some order of a trace passes; then a
   * broken claim does not hide what breaks at the end. `cheaper`: both in turns, with growing numbers of events, until one is
   * through. Default `ordered`.
   */
  readonly claims?: 'ordered' | 'cuts' | 'cheaper';
  /** Of executions by traces: takes note of each. @internal */
  readonly collector?: TraceCollector;
  /** For the strategy `traces`: how it is taken to pieces. @internal */
  readonly cutting?: Cutting;
  /** See SessionOptions.trackData; not for states. @internal */
  readonly trackData?: boolean;
}

/** Random executions: which sampler, from which seed. */
export interface RandomOptions extends SamplerOptions {
  /** The same seed gives the same executions. Default '1'. */
  readonly seed?: string;
}
