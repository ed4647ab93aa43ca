/** What a page of the trace viewer shows, as plain data. */
import type { Staged } from '../scheduler/standing.js';

export interface PageData {
  /** A line for each scenario that was checked. */
  readonly verdicts: readonly PageVerdict[];
  /** What can be looked at, step by step; at least one. */
  readonly cases: readonly PageCase[];
}

export interface PageVerdict {
  readonly scenario: string;
  /** What was found: `holds`, `violated: I-FILL in 2`. */
  readonly outcome: string;
  readonly isAsExpected: boolean;
  /** What was explored, and what else is to be said. */
  readonly notes: readonly string[];
  /** Index of its case; null: none is shown. */
  readonly shown: number | null;
}

/** One scenario, with executions of it. */
export interface PageCase {
  readonly scenario: string;
  readonly question: string | null;
  readonly source: string | null;
  /** The file that a replay has to name; null for a shipped scenario. */
  readonly file: string | null;
  /** Which CPU each thread starts on, as far as the workload says. */
  readonly cpus: Readonly<Record<string, number>>;
  /** Null: the execution breaks no claim. */
  readonly broken: BrokenClaim | null;
  /** The one that is shown first, then those beside it. */
  readonly executions: readonly PageExecution[];
  /** Why nothing can be tried in the page; null: everything can. */
  readonly noWhatIf: string | null;
}

export interface PageExecution {
  /** 'failing', 'nearest passing', 'what if b at 5'. */
  readonly title: string;
  readonly staged: Staged;
  /** Where it did not go as it was led; empty for all that was not. */
  readonly drift: readonly string[];
}

export interface BrokenClaim {
  readonly claim: string;
  readonly message: string;
  /** How many events of each thread, its first ones, the failure follows from. */
  readonly slice: Readonly<Record<string, number>>;
  readonly race: PageRace | null;
  /** What is said of the critical race, or why there is none. */
  readonly sentences: readonly string[];
}

/** A critical race, in two of the executions of the case. */
export interface PageRace {
  readonly failing: RaceSide;
  readonly passing: RaceSide;
}

export interface RaceSide {
  /** Index of the execution. */
  readonly execution: number;
  /** Indices of the events that decide. */
  readonly events: readonly number[];
}
