/** Why an execution breaks a claim, as plain data. */
import { lockClassOf } from '../object.js';
import type { Contents, Trace } from '../trace.js';

/** Why one execution breaks a claim. Plain data; the reports make text of it. */
export interface Explanation {
  /** Its name. */
  readonly scenario: string;
  /** The name of the broken claim. */
  readonly claim: string;
  /** What is broken, by whom, where. */
  readonly message: string;
  /** The failing execution, as given. */
  readonly schedule: string;
  /** What happens in it. */
  readonly trace: Trace;
  /** What the failure follows from. */
  readonly slice: CausalSlice;
  /** What objects contain before the last event of the slice. */
  readonly before: Contents;
  /** The same after it. */
  readonly after: Contents;
  /** Null: there is none, or none was found; `reason` says why. */
  readonly race: CriticalRace | null;
  /** Why there is no race, or what was not decided about it; null if there is nothing to say. */
  readonly reason: string | null;
}

/** What the failure follows from. */
export interface CausalSlice {
  /** Runs the slice alone, to the same failure. Null: it is an excerpt of the failing execution, whose rest has to run too. */
  readonly schedule: string | null;
  /** In an excerpt events keep the indices that they have in the failing trace. */
  readonly trace: Trace;
}

/** A step of a critical race. */
export interface RacePoint {
  /** Who takes it. */
  readonly thread: string;
  /** As in C: 'spin_lock(free_vmap_area_lock)'. */
  readonly step: string;
  /** What it returned, if anything. */
  readonly result?: unknown;
  /** Source line that asks for it, 'model/designs/x.ts:12'; null if not known. */
  readonly where: string | null;
  /** Index in the race's failing trace; null if that ends before it. */
  readonly event: number | null;
}

/** One of the two executions of a critical race. */
export interface RaceExecution {
  /** One line that `replay` runs again. */
  readonly schedule: string;
  /** What happens in it. */
  readonly trace: Trace;
}

/** The one in which nothing breaks. */
export interface PassingExecution extends RaceExecution {
  /** Claims about all executions, such as lock order, that this one alone is enough to break. */
  readonly besides: readonly string[];
}

/** Two steps whose order decides: the failing execution has them in one order, a passing one in the other. */
export interface CriticalRace {
  /** `outcome`: no order, but two outcomes of one choice. */
  readonly kind: 'order' | 'outcome';
  /** What comes first where it fails; several if only all of them together can come after the second. */
  readonly first: readonly RacePoint[];
  /** What comes second there, and in `passing` before all of the first. Of an outcome: the same step, there. */
  readonly second: RacePoint;
  /**
   * Races that were reversed before this one, with the claim still broken after each: then the failing execution is
   * another than the one that is explained. Mostly 0.
   */
  readonly detour: number;
  /** An execution in which the claim breaks. */
  readonly failing: RaceExecution;
  /**
   * The nearest execution with the other order that breaks nothing.
   */
  readonly passing: PassingExecution;
  /** Events of the failing execution that the passing one orders otherwise or does not have. */
  readonly distance: number;
  /** Over all traces; null if there are too many. */
  readonly proof: RaceProof | null;
}

/** Traces of one kind, and how many of them break the claim. */
export interface TraceShare {
  /** All of them. */
  readonly traces: number;
  /** Those that break the claim. */
  readonly broken: number;
}

/** All traces of the scenario, by the order of the two steps. */
export interface RaceProof {
  /** In the order of the failing execution. */
  readonly same: TraceShare;
  /** In the other order. */
  readonly reversed: TraceShare;
  /** They are not ordered, or not both there. */
  readonly neither: TraceShare;
}

/** Is the order shown to be a cause: does the claim hold in every trace that has the other one? */
export function isCause({ same, reversed }: RaceProof): boolean {
  return reversed.traces > 0 && reversed.broken === 0 && same.broken > 0;
}

/**
 * What failures of one cause have in common: the claim and the critical race, without the threads' names and with indices
 * left out of the objects' (`cvz[].free`).
 */
export function signatureOf({ claim, race }: Pick<Explanation, 'claim' | 'race'>): string {
  if (race === null) return claim;
  const first = race.first.map(({ step }) => lockClassOf(step)).sort();
  return `${claim}: ${first.join(', ')} ${race.kind === 'order' ? '<' : '='} ${lockClassOf(race.second.step)}`;
}
