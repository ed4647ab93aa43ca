/**
 * What real executions show to a search over states, as plain data: where a thread stands, and what one event does. All of
 * it follows from the events before, so whoever ran them may have looked.
 */
import { isAmidWork } from '../detectors/deadlock.js';
import { holdsLocks } from '../detectors/forgotten-unlock.js';
import type { LockOrder } from '../detectors/lock-order.js';
import type { Execution } from '../execution.js';
import { ACCESS_INTS, type Knowledge, PASS, READ, type SharedObject } from '../object.js';
import { brokenClaim, waitedOn } from '../step.js';
import { canonical, objectsIn, type Renaming } from './values.js';
import { textOf } from './visit.js';

/** What a thread asks for next. */
export interface ThreadShown {
  readonly name: string;
  readonly ended: boolean;
  /** Index of the thread whose end it waits for, or -1. */
  readonly joins: number;
  /** Ids of the objects that its readiness depends on. */
  readonly waitsOn: readonly number[];
  /** Alternative k + 1 is thread k; see Operation.candidates. */
  readonly choosesThread: boolean;
  readonly holds: boolean;
  readonly isAmidWork: boolean;
  /** What it may choose from; nothing if it has to wait. */
  readonly ways: readonly number[];
}

/** What an event did. */
export interface EventShown {
  /** Where it leaves its thread. */
  readonly after: ThreadShown;
  /** ACCESS_INTS ints each, in `[0, length)`; lent until the next event. */
  readonly accesses: Int32Array;
  readonly length: number;
  /** Objects that it wrote to or created, and what they contain now. */
  readonly written: readonly (readonly [id: number, text: string])[];
  readonly creates: boolean;
  /** What the thread was told, after its last declaration if there is one. */
  readonly told: string;
  /** Objects that were read and did not say what they answered, by id. */
  readonly untold: readonly Named[];
  readonly declared: { readonly text: string; readonly untoldBefore: readonly Named[] } | null;
  /** If it created a thread: all that it was told, under the execution's own names. */
  readonly allTold: string | null;
  /** Ids of the objects that it was told of. */
  readonly refers: readonly number[];
  /** Claims that the thread's own code broke. */
  readonly broken: readonly { readonly claim: string; readonly message: string }[];
  readonly progressed: boolean;
  /** Index of the thread that it created, or -1. */
  readonly spawned: number;
}

/** The name, in what a thread was told, of the thread itself. */
const SELF = -1;

type Named = readonly [id: number, name: string];

export function threadShown(execution: Execution, self: number): ThreadShown {
  const { name, pending } = execution.threads[self]!;
  let joins = -1;
  let waitsOn: readonly number[] = [];
  if (pending !== null) {
    const { operation } = pending;
    if (operation.joins !== undefined) joins = operation.joins(pending);
    else if (operation.enabled ?? operation.alternatives ?? operation.candidates)
      waitsOn = [...new Set(waitedOn(pending).map(({ id }) => id))];
  }
  return {
    name,
    ended: pending === null,
    joins,
    waitsOn,
    choosesThread: pending?.operation.candidates !== undefined,
    holds: holdsLocks(execution.context, self),
    isAmidWork: isAmidWork(execution, self),
    ways: execution.ways(self),
  };
}

/** How to look at an event. */
export interface Looking {
  /** From the execution's names to the search's; null if they are the same. */
  readonly rename: Renaming | null;
  /** Is told which locks are held. */
  readonly order: LockOrder;
  /** Whether it matters which objects the thread is told of. */
  readonly refers: boolean;
}

/** Performs the event. Null if it taught something about the scenario with which everything begins again. */
export function performed(
  execution: Execution,
  self: number,
  chosen: number,
  { rename, order, refers }: Looking,
): EventShown | null {
  const { context } = execution;
  const thread = execution.threads[self]!;
  const created = context.createdBy(self);
  const knowledge: Knowledge = { told: [], untold: new Set(), inStep: false, declared: null, progressed: false };
  order.step = thread.pending;
  context.holds = order;
  context.knowledge = knowledge;
  context.length = 0;
  context.recording = true;
  execution.perform(self, chosen);
  context.recording = false;
  context.knowledge = null;
  context.holds = null;
  if (context.factsChanged) return null;

  const written = new Set<SharedObject>();
  const { accesses, length } = context;
  for (let at = 0; at < length; at += ACCESS_INTS) {
    const mode = accesses[at + 1]!;
    if (mode !== READ && mode !== PASS) written.add(context.objects[accesses[at]!]!);
  }
  const createdNow = context.createdBy(self);
  for (let nth = created; nth < createdNow; nth++) written.add(context.objects[context.ids.of(self, nth)]!);

  const { told, untold, declared, progressed } = knowledge;
  const name: Renaming = (each) => (each === self ? SELF : rename === null || each < 0 ? each : rename(each));
  const named = (ids: Iterable<number>): Named[] =>
    [...ids].sort((a, b) => a - b).map((id) => [id, context.objects[id]!.name]);
  const holds = holdsLocks(context, self);
  const declaration =
    declared === null
      ? null
      : { state: declared.state, perThread: context.perThread.map((each) => each.of(self)), holds };
  const { spawned } = execution;
  return {
    after: threadShown(execution, self),
    accesses,
    length,
    written: [...written].map((object) => [object.id, textOf(object, rename)]),
    creates: createdNow > created,
    told: canonical(declared === null ? told : told.slice(declared.from), name),
    untold: named(untold),
    declared:
      declared === null
        ? null
        : { text: canonical(declaration, name), untoldBefore: named(new Set([...untold, ...declared.untoldBefore])) },
    allTold: spawned >= 0 ? canonical(told) : null,
    refers: refers ? objectsIn(canonical([told, declaration])) : [],
    broken: brokenBy(execution, self),
    progressed,
    spawned,
  };
}

/** Claims that the code of the thread broke in the event that it has just performed. */
function brokenBy({ context, failure, threads }: Execution, thread: number): EventShown['broken'] {
  const errors = [context.reported, failure].filter((error) => error !== null);
  context.reported = null;
  return errors.map((error) => brokenClaim(error, threads[thread]!.name));
}
