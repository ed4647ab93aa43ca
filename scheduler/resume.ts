/** What an exploration can go on from, whatever its strategy. */
import type { CheckpointOf, TraceCheckpoint } from './checkpoint.js';
import type { BoundedCheckpoint } from './strategies/bounded.js';
import type { RandomCheckpoint } from './strategies/random-executions.js';
import type { StateCheckpoint } from './strategies/state-search.js';
import type { Verdict } from './verdict.js';

/** Explored by whichever of traces and states promises to be through first. */
export interface AutoCheckpoint extends CheckpointOf<'auto'> {
  /** What they found within their budgets so far, in order. @internal */
  readonly tried: readonly Tried[];
  /** The one that has its turn. @internal */
  readonly under: TraceCheckpoint | StateCheckpoint;
}

/** What one engine found within one budget. */
export type Tried =
  | {
      readonly by: 'traces';
      readonly verdict: Verdict;
      readonly complete: boolean;
      /** Null: countless. */
      readonly estimate: number | null;
    }
  | { readonly by: 'states'; readonly verdict: Verdict; readonly levels: readonly number[] }
  | { readonly by: 'neither'; readonly why: string };

/** How far an exploration is, as plain data that JSON keeps. Only the same scenario and options can go on from it. */
export type Checkpoint = TraceCheckpoint | BoundedCheckpoint | StateCheckpoint | RandomCheckpoint | AutoCheckpoint;
