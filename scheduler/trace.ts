/** Traces: what happened in one execution, event by event. Plain data, for reports. */

export interface TraceStep {
  /** As in C: 'spin_lock(free_vmap_area_lock)'. */
  readonly text: string;
  /** What it returned, if anything. */
  readonly result?: unknown;
  /** Where the design asks for it, 'model/designs/x.ts:12', innermost first. */
  readonly where: readonly string[];
}

export interface TraceAccess {
  readonly object: string;
  readonly mode: 'read' | 'write' | 'update' | 'acquire' | 'release' | 'section';
  /** Half-open, where the object has parts. */
  readonly range?: readonly [number, number];
}

export interface StateChange {
  readonly object: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What objects contain, by name. */
export type Contents = Readonly<Record<string, unknown>>;

export interface TraceEvent {
  readonly index: number;
  readonly thread: string;
  /** The step that was scheduled, then the releases that rode along. */
  readonly steps: readonly TraceStep[];
  readonly alternative: number;
  /** True if the thread that ran before could have gone on. */
  readonly preempts: boolean;
  /** Indices of earlier events of other threads that it follows directly, ascending: there are no others in between. */
  readonly follows: readonly number[];
  /** Locks that the thread holds after the event. */
  readonly held: readonly string[];
  readonly touched: readonly TraceAccess[];
  readonly changes: readonly StateChange[];
  /** True if the thread ended here. */
  readonly ends: boolean;
}

export interface Trace {
  readonly scenario: string;
  readonly threads: readonly string[];
  readonly events: readonly TraceEvent[];
  /** Events at the end that repeat for ever; 0: none. */
  readonly loop: number;
  /** Threads that still wait at the end: their step and who holds what they wait for. */
  readonly waiting: readonly { readonly thread: string; readonly step: string }[];
}

/** Switches away from a thread that could have gone on. */
export function preemptionsOf({ events }: Trace): number {
  return events.filter(({ preempts }) => preempts).length;
}
