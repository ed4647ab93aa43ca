/** Runs of an explanation: events that are kept when the session has gone on to another execution, and performing them. */
import type { Path } from '../path.js';
import { type Schedule, scheduleOf } from '../schedule.js';
import type { Session } from '../session.js';
import type { Operation } from '../step.js';

/** An event of an execution that the session may have left. */
export interface KeptEvent {
  readonly thread: number;
  /** Its number among its thread's events, from 0. */
  readonly nth: number;
  readonly alternative: number;
  readonly operation: Operation;
  /** Id, or -1. */
  readonly object: number;
  /** Events of each thread that happen before it or are it. */
  readonly clock: readonly number[];
}

export function keep(path: Path): KeptEvent[] {
  const { stride, thread, nth, alternative, operation, object, clocks } = path;
  return Array.from({ length: path.depth }, (_, j) => ({
    thread: thread[j]!,
    nth: nth[j]!,
    alternative: alternative[j]!,
    operation: operation[j]!,
    object: object[j]!,
    clock: [...clocks.subarray(j * stride, (j + 1) * stride)],
  }));
}

/** Does `one` happen before `other`, or is it that? Both of one execution. */
export function happensBefore(one: KeptEvent, other: KeptEvent): boolean {
  return other.clock[one.thread]! > one.nth;
}

/** The same step: what is done, and to what. */
export function isSameStep(one: Pick<KeptEvent, 'operation' | 'object'>, other: typeof one): boolean {
  return one.operation === other.operation && one.object === other.object;
}

/** @param pairs (thread, alternative) pairs, one after another */
export function scheduled(session: Session, pairs: readonly number[]): Schedule {
  return scheduleOf(session.scenario.name, session.observedNames, session.describe(pairs));
}

/** The thread's next step, if it can be taken now; with what it may choose from. */
function nextStep({ execution }: Session, thread: number) {
  const alternatives = execution.ways(thread);
  if (alternatives.length === 0) return null;
  const { operation, object } = execution.threads[thread]!.pending!;
  return { operation, object: object?.id ?? -1, alternatives };
}

/** Performs these events in this order from where the session is. False if one cannot happen as it did. */
export function performExactly(session: Session, events: readonly KeptEvent[]): boolean {
  return events.every((event) => {
    const next = nextStep(session, event.thread);
    if (next === null || !isSameStep(next, event) || !next.alternatives.includes(event.alternative)) return false;
    session.step(event.thread, event.alternative);
    return !session.restartNeeded;
  });
}

/** Performs the event's step, with its outcome if there is that one. False if it cannot be taken. */
export function performStep(session: Session, event: KeptEvent): boolean {
  const next = nextStep(session, event.thread);
  if (next === null || !isSameStep(next, event)) return false;
  takeTurn(session, event);
  return !session.restartNeeded;
}

/** The thread's next step, which can be taken; the event's outcome if it is that step and has that one. */
function takeTurn(session: Session, event: KeptEvent): void {
  const { alternatives, ...step } = nextStep(session, event.thread)!;
  const isKept = isSameStep(step, event) && alternatives.includes(event.alternative);
  session.step(event.thread, isKept ? event.alternative : alternatives[0]!);
}

/**
 * Goes on to the end: threads take turns as these events say, each as soon as it can; then those that still can, the
 * running one first. Stops if the session learns something, or where `goesOn`, called after each event, says no.
 */
export function goOn(session: Session, turns: readonly KeptEvent[], goesOn: () => boolean): void {
  const { execution, path } = session;
  const left = [...turns];
  const isEnabled = (thread: number) => execution.isEnabled(thread);
  while (!session.isAtStepBound()) {
    const turn = left.findIndex(({ thread }) => isEnabled(thread));
    if (turn >= 0) takeTurn(session, left.splice(turn, 1)[0]!);
    else {
      const running = path.depth === 0 ? 0 : path.thread[path.depth - 1]!;
      const next = isEnabled(running) ? running : [...execution.threads.keys()].find(isEnabled);
      if (next === undefined) {
        session.end();
        return;
      }
      session.step(next, execution.alternatives(next)[0]!);
    }
    if (session.restartNeeded || !goesOn()) return;
  }
}
