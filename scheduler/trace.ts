/** Traces: what happened in one execution, event by event, rebuilt by running its schedule again. Plain data. */
import { ACQUIRE, MODIFY, PASS, READ, RELEASE, UPDATE, WHOLE, WRITE } from './object.js';
import type { Scenario } from './scenario.js';
import { type Schedule, ScheduleError, stepMark } from './schedule.js';
import { type Finding, Session } from './session.js';
import { locateSteps, placeOf, type Step } from './step.js';

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

export interface TraceEvent {
  readonly index: number;
  readonly thread: string;
  /** The step that was scheduled, then the releases that rode along. */
  readonly steps: readonly TraceStep[];
  readonly alternative: number;
  /** True if the thread that ran before could have gone on. */
  readonly preempts: boolean;
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
  /** Threads that still wait at the end: their step and who holds what they wait for. */
  readonly waiting: readonly { readonly thread: string; readonly step: string }[];
}

export interface Replay {
  readonly trace: Trace;
  /** The claims that the execution broke, in order. */
  readonly findings: readonly Finding[];
}

/**
 * Runs a schedule again, recording everything. After the last scheduled event the execution must have broken a
 * claim or be over; throws ScheduleError where the schedule does not fit the scenario.
 */
export function replay(scenario: Scenario, schedule: Schedule): Replay {
  const session = new Session(scenario, { observedNames: schedule.observed });
  session.restart();
  while (session.restartNeeded) session.restart();
  const { execution } = session;
  const { threads } = execution;
  const events: TraceEvent[] = [];
  let previous = -1;
  let before = snapshots(session);
  const performed: TraceStep[] = [];
  execution.context.onStep = (step) => performed.push(traceStep(step as Step<unknown>));
  const run = () => {
    for (const { thread: name, events: count, alternative, last } of schedule.runs) {
      for (let k = 0; k < count; k++) {
        const index = events.length;
        const t = threads.findIndex((thread) => thread?.name === name);
        const known = threads.flatMap((thread) => (thread === undefined ? [] : [thread.name])).join(', ');
        if (t < 0) throw new ScheduleError(`event ${index + 1}: there is no thread ${name}; the threads are ${known}`);
        const pending = threads[t]!.pending;
        const isLast = k === count - 1;
        const expected = isLast ? last : 'any step';
        if (pending === null)
          throw new ScheduleError(`event ${index + 1}: expected ${name} to take ${expected}, but ${name} has ended`);
        const actual = String(pending);
        if (isLast && stepMark(actual) !== last)
          throw new ScheduleError(
            `event ${index + 1}: expected ${name} to take ${last}, but its next step is ${actual}`,
          );
        if (!execution.isEnabled(t))
          throw new ScheduleError(
            `event ${index + 1}: expected ${name} to take ${expected}, but ${name} waits in ${actual}`,
          );
        const chosen = isLast ? alternative : 0;
        if (chosen >= execution.alternatives(t))
          throw new ScheduleError(
            `event ${index + 1}: expected alternative ${chosen} of ${actual}, which has ${execution.alternatives(t)}`,
          );
        const preempts = previous >= 0 && previous !== t && execution.isEnabled(previous);
        performed.length = 0;
        session.step(t, chosen);
        const after = snapshots(session);
        events.push({
          index,
          thread: name,
          steps: [...performed],
          alternative: chosen,
          preempts,
          held: (execution.context.held[t] ?? []).map((id) => execution.context.objects[id]!.name),
          touched: accesses(session),
          changes: changes(before, after),
          ends: threads[t]!.pending === null,
        });
        before = after;
        previous = t;
      }
    }
  };
  locateSteps(callers);
  try {
    run();
  } finally {
    locateSteps(null);
  }
  if (session.findings.length === 0) {
    const enabled = threads.findIndex((_thread, t) => execution.isEnabled(t));
    if (enabled >= 0)
      throw new ScheduleError(
        `the schedule ends after ${events.length} events, but ${threads[enabled]!.name} can still take ` +
          `${threads[enabled]!.pending} and no claim is broken`,
      );
    session.end();
  }
  const trace: Trace = {
    scenario: scenario.name,
    threads: threads.flatMap((thread) => (thread === undefined ? [] : [thread.name])),
    events,
    waiting: threads.flatMap((thread, t) =>
      thread?.pending && !execution.isEnabled(t) && !thread.daemon
        ? [{ thread: thread.name, step: String(thread.pending) }]
        : [],
    ),
  };
  return { trace, findings: session.findings };
}

/** This folder and the folder of the objects: frames from there are not the design's. */
const OURS = [new URL('.', import.meta.url), new URL('../model/sync/', import.meta.url)].map(
  ({ pathname }) => pathname,
);

/** Call chain of the step being made: the thread's own code, without ours that made it and ours that runs it. */
function callers(): string[] {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 30;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = limit;
  const places = stack
    .split('\n')
    .slice(1)
    .map((line) => /(?:\(|at )(?:file:\/\/)?([^()]*:\d+):\d+\)?$/.exec(line)?.[1] ?? '');
  const isOurs = (place: string) => OURS.some((folder) => place.startsWith(folder));
  const first = places.findIndex((place) => !isOurs(place));
  const end = places.findIndex((place, k) => k > first && isOurs(place));
  return first < 0 ? [] : places.slice(first, end < 0 ? first : end).filter((place) => !place.startsWith('node:'));
}

function traceStep(step: Step<unknown>): TraceStep {
  const { value } = step;
  return { text: String(step), where: placeOf(step), ...(value === undefined ? {} : { result: plain(value) }) };
}

/** Results in a trace: numbers, strings and booleans as they are, objects by name. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return 'name' in value ? value.name : String(value);
}

function snapshots(session: Session): Map<string, unknown> {
  const { objects } = session.execution.context;
  const found = new Map<string, unknown>();
  for (const id in objects) if (!objects[id]!.isGhost) found.set(objects[id]!.name, objects[id]!.snapshot());
  return found;
}

function changes(before: Map<string, unknown>, after: Map<string, unknown>): StateChange[] {
  const found: StateChange[] = [];
  for (const [object, value] of after)
    if (JSON.stringify(before.get(object)) !== JSON.stringify(value))
      found.push({ object, before: before.get(object) ?? null, after: value });
  return found;
}

const MODES: readonly [number, TraceAccess['mode']][] = [
  [PASS, 'section'],
  [ACQUIRE | RELEASE, 'section'],
  [ACQUIRE, 'acquire'],
  [RELEASE, 'release'],
  [MODIFY, 'write'],
  [WRITE, 'write'],
  [UPDATE, 'update'],
  [READ, 'read'],
];

function accesses(session: Session): TraceAccess[] {
  const { path, footprints, execution } = session;
  const found: TraceAccess[] = [];
  footprints.forEach(path.footprint[path.depth - 1]!, (id, mode, low, high) => {
    const object = execution.context.objects[id];
    if (object === undefined || object.isGhost) return; // a claim's
    const name = MODES.find(([bits]) => (mode & bits) === bits)![1];
    found.push({ object: object.name, mode: name, ...(high === WHOLE ? {} : { range: [low, high] as const }) });
  });
  return found;
}
