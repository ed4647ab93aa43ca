/** Traces: what happened in one execution, event by event. Plain data, for reports. */

/** One step of an event. */
export interface TraceStep {
  /** As in C: 'spin_lock(free_vmap_area_lock)'. */
  readonly text: string;
  /** What it returned, if anything. */
  readonly result?: unknown;
  /** Where the design asks for it, 'model/designs/x.ts:12', innermost first. */
  readonly where: readonly string[];
}

/** What an event did to an object, as far as that matters for its order with others. */
export interface TraceAccess {
  /** Its name. */
  readonly object: string;
  /** `section`: took the lock and released it within the event. */
  readonly mode: 'read' | 'write' | 'update' | 'acquire' | 'release' | 'section';
  /** Half-open, where the object has parts. */
  readonly range?: readonly [number, number];
}

/** What an event changed. */
export interface StateChange {
  /** Its name. */
  readonly object: string;
  /** What it contained. */
  readonly before: unknown;
  /** What it contains now. */
  readonly after: unknown;
}

/** What objects contain, by name. */
export type Contents = Readonly<Record<string, unknown>>;

/** One event: a step, and the code of its thread up to the next one. */
export interface TraceEvent {
  /** From 0. */
  readonly index: number;
  /** Whose it is. */
  readonly thread: string;
  /** The step that was scheduled, then the releases that rode along. */
  readonly steps: readonly TraceStep[];
  /** Which outcome the scheduler chose; 0 if there was one only. */
  readonly alternative: number;
  /** True if the thread that ran before could have gone on. */
  readonly preempts: boolean;
  /** Indices of earlier events of other threads that it follows directly, ascending: there are no others in between. */
  readonly follows: readonly number[];
  /** Locks that the thread holds after the event. */
  readonly held: readonly string[];
  /** What it touched. */
  readonly touched: readonly TraceAccess[];
  /** What contents it changed. */
  readonly changes: readonly StateChange[];
  /** True if the thread ended here. */
  readonly ends: boolean;
}

/** A thread that waits for something that has not come. */
export interface WaitingThread {
  /** Its name. */
  readonly thread: string;
  /** What it waits in, and who holds what it waits for. */
  readonly step: string;
}

/** What happened in one execution. Plain data. */
export interface Trace {
  /** The scenario's name. */
  readonly scenario: string;
  /** Names, in the order of the columns. */
  readonly threads: readonly string[];
  /** In the order in which they happened. */
  readonly events: readonly TraceEvent[];
  /** Events at the end that repeat for ever; 0: none. */
  readonly loop: number;
  /** Threads that still wait at the end. */
  readonly waiting: readonly WaitingThread[];
}

/** Switches away from a thread that could have gone on. */
export function preemptionsOf({ events }: Trace): number {
  return events.filter(({ preempts }) => preempts).length;
}
