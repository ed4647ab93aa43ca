/** Runs a schedule again, step by step checked against what it says, and records everything that happens. */
import { type Finding, LIVELOCK } from './findings.js';
import { ACQUIRE, MODIFY, PASS, READ, RELEASE, SharedObject, UPDATE, WHOLE, WRITE } from './object.js';
import type { Scenario } from './scenario.js';
import { type Schedule, ScheduleError, stepMark } from './schedule.js';
import { sealed } from './sealed.js';
import { Session } from './session.js';
import { canonical } from './states/values.js';
import { locateSteps, placeOf, type Step, standsForThread } from './step.js';
import type { Contents, StateChange, Trace, TraceAccess, TraceEvent, TraceStep } from './trace.js';

/** What one execution did, in full. Plain data. */
export interface Replay {
  /** Event by event. */
  readonly trace: Trace;
  /** The claims that the execution broke, in order. */
  readonly findings: readonly Finding[];
  /** What every object contains at the end, by name. */
  readonly contents: Contents;
}

/** Looks at the session where so many events have happened; if the run is begun again, from 0 on once more. */
export type Look = (session: Session, events: number) => void;

/**
 * Runs the schedule. After its last event the execution must have broken a claim or be over; throws ScheduleError
 * where the schedule does not fit the scenario.
 * @param look called before each event and after the last
 */
export function replay(scenario: Scenario, schedule: Schedule, look?: Look): Replay {
  return sealed(() => replayIn(sessionOf(scenario, schedule), schedule, look));
}

/** A session that knows what the schedule takes for granted. */
export function sessionOf(scenario: Scenario, { observed, elsewhere }: Schedule): Session {
  return new Session(scenario, { observedNames: observed, elsewhere, spinsWait: false });
}

/** The same in this session, which then stands at the end of the execution. */
export function replayIn(session: Session, schedule: Schedule, look?: Look): Replay {
  locateSteps(callers);
  try {
    for (;;) {
      session.restart();
      const states: string[] = [];
      const events = perform(session, schedule, states, look);
      if (!session.restartNeeded) return conclude(session, schedule, events, states);
    }
  } finally {
    locateSteps(null);
  }
}

/**
 * Performs the runs; stops early if something is learned that makes a fresh start necessary. For a schedule with a loop
 * `states` gets what can be seen of the state before each event and after the last.
 */
function perform(session: Session, { runs, loop }: Schedule, states: string[], look?: Look): TraceEvent[] {
  const { execution } = session;
  const events: TraceEvent[] = [];
  const performed: TraceStep[] = [];
  execution.context.onStep = (step) => performed.push(traceStep(step as Step<unknown>));
  let previous = -1;
  let before = snapshots(session);
  if (loop > 0) states.push(visibleState(session));
  look?.(session, 0);
  for (const { thread: name, events: count, alternative, last } of runs) {
    for (let k = 1; k <= count; k++) {
      const [t, chosen] = expected(
        session,
        events.length,
        name,
        k === count ? last : null,
        k === count ? alternative : 0,
      );
      const preempts = previous >= 0 && previous !== t && execution.isEnabled(previous);
      const pending = execution.threads[t]!.pending!;
      const joined = joinedBy(pending);
      performed.length = 0;
      session.step(t, chosen);
      if (session.restartNeeded) return events;
      const after = snapshots(session);
      events.push({
        index: events.length,
        thread: name,
        steps: pending.performed ? [...performed] : [{ text: String(pending), where: placeOf(pending) }, ...performed],
        alternative: chosen,
        preempts,
        follows: followed(session, joined),
        held: (execution.context.held[t] ?? []).map((id) => execution.context.objects[id]!.name),
        touched: accesses(session),
        changes: changes(before, after),
        ends: execution.threads[t]!.pending === null,
      });
      before = after;
      previous = t;
      if (loop > 0) states.push(visibleState(session));
      look?.(session, events.length);
    }
  }
  return events;
}

/**
 * The thread of that name, if it can take the step that the schedule expects next, and the alternative of it.
 * @param step the step that it must be, or null if the schedule does not say
 */
function expected(
  session: Session,
  index: number,
  name: string,
  step: string | null,
  chosen: number | string,
): [thread: number, alternative: number] {
  const { execution } = session;
  const { threads } = execution;
  const refuse = (what: string) => new ScheduleError(`event ${index + 1}: ${what}`);
  const wanted = `expected ${name} to take ${step ?? 'a step'}`;
  const t = threads.findIndex((thread) => thread?.name === name);
  if (t < 0) throw refuse(`there is no thread ${name}; the threads are ${names(session).join(', ')}`);
  const { pending } = threads[t]!;
  if (pending === null) throw refuse(`${wanted}, but ${name} has ended`);
  const actual = String(pending);
  if (step !== null && stepMark(actual) !== step) throw refuse(`${wanted}, but its next step is ${actual}`);
  if (!execution.isEnabled(t)) throw refuse(`${wanted}, but ${name} waits in ${actual}`);
  const alternatives = execution.alternatives(t);
  const offered = alternatives.map((k) => (standsForThread(pending.operation, k) ? threads[k - 1]!.name : String(k)));
  const at = offered.indexOf(String(chosen));
  if (at < 0) throw refuse(`expected alternative ${chosen} of ${actual}, which has ${offered.join(', ')}`);
  return [t, alternatives[at]!];
}

/** The thread that the step waits for to end, or -1. */
function joinedBy(step: Step<unknown>): number {
  return step.operation.joins?.(step) ?? -1;
}

/** Earlier events of other threads that the newest event follows directly. */
function followed({ path }: Session, joined: number): number[] {
  const j = path.depth - 1;
  const { stride, counts, eventAt, spawnedAt } = path;
  const found = [...path.direct.subarray(0, path.directCount)];
  const thread = path.thread[j]!;
  if (path.nth[j] === 0 && spawnedAt[thread]! >= 0) found.push(spawnedAt[thread]!);
  const ended = joined < 0 ? 0 : counts[j * stride + joined]!;
  if (ended > 0) found.push(eventAt[joined]![ended - 1]!);
  return [...new Set(found)].sort((a, b) => a - b);
}

/** Contents of all objects, and what each thread asks for. */
function visibleState({ execution: { context, threads } }: Session): string {
  const asked = threads.map((thread) => (thread?.pending ? String(thread.pending) : 'ended'));
  return canonical([asked, Object.values(context.objects).map((object) => object.snapshot())]);
}

/** So many different steps of a loop are named. */
const MOST_STEPS = 6;

function conclude(
  session: Session,
  { loop }: Schedule,
  events: readonly TraceEvent[],
  states: readonly string[],
): Replay {
  const { execution, scenario } = session;
  const { threads } = execution;
  if (loop > 0) {
    if (states.at(-1) !== states.at(-1 - loop))
      throw new ScheduleError(`the schedule says loop:${loop}, but after these events the state is another`);
    const running = [...new Set(events.slice(-loop).map(({ thread }) => thread))].sort();
    const steps = [...new Set(events.slice(-loop).flatMap((event) => event.steps.map(({ text }) => text)))];
    const said = steps.length > MOST_STEPS ? [...steps.slice(0, MOST_STEPS), '...'] : steps;
    const message =
      `${running.join(', ')} can repeat the last ${loop === 1 ? 'event' : `${loop} events`} (${said.join(', ')}) ` +
      'for ever, and nobody gets anything done. ' +
      'If that is intended, call progress() where something does get done';
    session.found(LIVELOCK, message, session.path.depth);
  }
  for (const { claim, message } of session.order.findings) session.found(claim, message, session.path.depth);
  if (session.findings.length === 0 && !session.isAtStepBound()) {
    const [next] = session.choices();
    if (next !== undefined) {
      const { name, pending } = threads[next[0]]!;
      throw new ScheduleError(
        `the schedule ends after ${events.length} events, but ${name} can still take ${pending} and no claim is broken`,
      );
    }
    session.end();
  }
  const waiting = threads.flatMap((thread, t) =>
    thread?.pending && !thread.daemon && !execution.isEnabled(t)
      ? [{ thread: thread.name, step: String(thread.pending) }]
      : [],
  );
  const trace = { scenario: scenario.name, threads: names(session), events, loop, waiting };
  return { trace, findings: session.findings, contents: Object.fromEntries(snapshots(session)) };
}

function names({ execution }: Session): string[] {
  return execution.threads.flatMap((thread) => (thread === undefined ? [] : [thread.name]));
}

/** This folder and the folders of the objects: frames from there are not the design's. */
const OURS = ['.', '../model/sync/', '../model/memory/', '../model/hardware/', '../model/cpu/'];

/** Call chain of the step being made: the thread's own code, without ours that made it and ours that runs it. */
function callers(): string[] {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 30;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = limit;
  const places = stack
    .split('\n')
    .slice(1)
    .flatMap((line) => /(?:\(|at )(?:file:\/\/)?([^()]*:\d+):\d+\)?$/.exec(line)?.[1] ?? []);
  const here = `file://${places[0]}`; // as stacks name this file: with source maps, not as import.meta does
  const ours = OURS.map((folder) => new URL(folder, here).pathname);
  const isOurs = (place: string) => ours.some((folder) => place.startsWith(folder));
  // Behind what runs the thread comes whoever explores: no design's either.
  const runner = new URL('./execution.', here).pathname;
  const run = places.slice(
    0,
    places.findIndex((place) => place.startsWith(runner)),
  );
  const first = run.findIndex((place) => !isOurs(place));
  const end = run.findIndex((place, k) => k > first && isOurs(place));
  return first < 0 ? [] : run.slice(first, end < 0 ? run.length : end).filter((place) => !place.startsWith('node:'));
}

function traceStep(step: Step<unknown>): TraceStep {
  const { value } = step;
  return { text: String(step), where: placeOf(step), ...(value === undefined ? {} : { result: plain(value) }) };
}

/** Results in a trace: numbers, strings and booleans as they are, objects by name. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('name' in value) return value.name;
  return Array.isArray(value) || value.constructor === Object ? data(value) : String(value);
}

function snapshots(session: Session): Map<string, unknown> {
  const { objects } = session.execution.context;
  const found = new Map<string, unknown>();
  for (const id in objects) if (!objects[id]!.isGhost) found.set(objects[id]!.name, data(objects[id]!.snapshot()));
  return found;
}

/** As JSON data: threads and objects by name, sets and maps as lists. */
function data(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value, asData));
}

function asData(_key: string, value: unknown): unknown {
  if (value instanceof Set || value instanceof Map) return [...value];
  return value instanceof SharedObject ? value.name : value;
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
