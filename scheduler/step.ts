/**
 * A step is one atomic action that a thread asks for; the engine sees it before it is performed. A step is its own
 * iterator: `yield* lock.lock()` hands the step to the engine once and then returns its result, so that code reads
 * like the C it stands for, and results are typed. Every call that another thread may interleave with is `yield*`.
 */
import {
  ACQUIRE,
  type Context,
  currentContext,
  isName,
  READ,
  running,
  type SharedObject,
  type ThreadId,
  WHOLE,
} from './object.js';

/** A thread's code: a generator of steps that returns a `T`. Annotate every exported generator with it. */
export type Steps<T = void> = Generator<Step<unknown>, T, void>;

/** Starts a thread. A generator function or a method that returns its steps. */
export type ThreadBody = () => Steps<unknown>;

/** What a kind of step does. One constant per kind; a step points at it. */
export interface Operation<T = unknown> {
  /** The kernel's name for it: 'spin_lock', 'atomic_xchg'. */
  readonly name: string;
  /**
   * Present iff the step may have to wait. Pure. Where there are several reasons to go on, `perform` has to read what the
   * others depend on too: before the event that gave this reason the step may have waited for another.
   */
  enabled?(step: Step<T>): boolean;
  /** How many outcomes the scheduler may choose from, at least 1; 1 if absent. Pure. */
  alternatives?(step: Step<T>): number;
  /** What each alternative stands for, if that is not just its number. Pure. */
  options?(step: Step<T>): readonly unknown[];
  /**
   * Instead of `alternatives`, where the scheduler chooses a thread and the state says which there are: the waiters that
   * a signal may wake. Alternative k + 1 is thread k, so that it means the same wherever the step is put; 0, the only one
   * if there are no candidates, is nobody. Pure; looks at what the step waits on.
   */
  candidates?(step: Step<T>): readonly ThreadId[];
  /** Does it, and says on its object what it touched. `alternative` is one of those that there are. */
  perform(step: Step<T>, alternative: number): T;
  /** True if the step is performed together with the one before it: nobody could tell the difference. */
  rides?(step: Step<T>): boolean;
  /**
   * True if the event touches the same things whatever the state is (a load does, a cmpxchg does not), for a
   * thread that holds no lock in a world without plain data. Lets the engine skip a probe; false is always right.
   */
  readonly fixedFootprint?: boolean;
  /** For a lock's acquisition: what it waits for is this step's object being free. */
  readonly acquires?: boolean;
  /** What a waiting step waits on, if that is not just its own object: whose writes may enable it. */
  waitsOn?(step: Step<T>): readonly SharedObject[];
  /** For a join: the thread whose end it waits for. Such an edge is no race. */
  joins?(step: Step<T>): number;
  /** Thread index that this waiting step waits for, or -1 if that is no single thread. */
  waitsFor?(step: Step<T>): number;
  /** True if a daemon that waits in it has nothing to do: it may keep locks from others, but is not in the midst of work. */
  readonly rests?: boolean;
  /** The step in a trace; `name(object)` if absent. */
  describe?(step: Step<T>): string;
}

const ONLY: readonly number[] = [0];
/** By count: `[0, count)`. */
const COUNTED: (readonly number[])[] = [[], ONLY];

/** What the scheduler may choose from for the step, which is enabled: the alternatives, in order. Not to be changed. */
export function alternativesOf(step: Step<unknown>): readonly number[] {
  const { operation } = step;
  if (operation.candidates !== undefined) {
    const found = operation.candidates(step).map(({ index }) => index + 1);
    return found.length === 0 ? ONLY : found.sort((one, other) => one - other);
  }
  if (operation.alternatives === undefined) return ONLY;
  const count = operation.alternatives(step);
  return (COUNTED[count] ??= Array.from({ length: count }, (_, k) => k));
}

/** Does the alternative stand for a thread, that of the index below it? See Operation.candidates. */
export function standsForThread({ candidates }: Operation, alternative: number): boolean {
  return candidates !== undefined && alternative > 0;
}

/** What a waiting step waits on: whose writes may enable it. */
export function waitedOn(step: Step<unknown>): readonly SharedObject[] {
  return step.operation.waitsOn?.(step) ?? (step.object === null ? [] : [step.object]);
}

/** What stands for waiting in this step, as recorded accesses: it conflicts with whatever may enable it. */
export function waitAccesses(step: Step<unknown>): Int32Array {
  const mode = step.operation.acquires === true ? ACQUIRE : READ;
  return Int32Array.from(waitedOn(step).flatMap(({ id }) => [id, mode, 0, WHOLE, 0, 0]));
}

let unclaimed: Step<unknown> | null = null;
const places = new WeakMap<object, readonly string[]>();
let locate: (() => readonly string[]) | null = null;

/** Makes new steps note where they were asked for; null stops it. Only a replay does this. */
export function locateSteps(locator: typeof locate): void {
  locate = locator;
}

/** Lets a step go that was made but is not to be taken. Only the engine calls this. */
export function forgetUnclaimed(): void {
  unclaimed = null;
}

/** The step that was created but never taken with `yield*`, if any; forgets it. Only the engine calls this. */
export function takeUnclaimed(): Step<unknown> | null {
  const step = unclaimed;
  unclaimed = null;
  return step;
}

/** Call chain of the code that asked for the step, innermost first; known only while steps are located. */
export function placeOf(step: Step<unknown>): readonly string[] {
  return places.get(step) ?? [];
}

/** The mistake of creating a step without `yield*`: it would silently never happen. */
export class DroppedStepError extends Error {
  override readonly name = 'DroppedStepError';
  constructor(step: Step<unknown>) {
    super(`${step} was created but never taken. Write "yield* ..." in front of the call that makes it.`);
  }
}

/**
 * One atomic action. Also its own iterator and its own iterator result: no object is made per resume.
 * `argument` and `second` belong to the operation.
 */
export class Step<T = void> {
  /** Iterator result: false while pending, true once performed and taken back by the thread. */
  done = false;
  /** Iterator result: the step while pending, its result once performed. */
  value: unknown = this;
  /** What it does. */
  readonly operation: Operation<T>;
  /** What it does that to; null if it is about no object. */
  readonly object: SharedObject | null;
  /** The operation's. */
  readonly argument: unknown;
  /** Another, if one is not enough. */
  readonly second: unknown;
  /** True once the scheduler, or the event that it rides with, has performed it. */
  performed = false;

  constructor(operation: Operation<T>, object: SharedObject | null, argument?: unknown, second?: unknown) {
    this.operation = operation;
    this.object = object;
    this.argument = argument;
    this.second = second;
    if (unclaimed !== null) throw new DroppedStepError(takeUnclaimed()!);
    unclaimed = this as Step<unknown>;
    if (locate !== null) places.set(this, locate());
  }

  /** For `yield*`: asks the scheduler for this step. */
  [Symbol.iterator](): Generator<Step<unknown>, T, void> {
    if (unclaimed === (this as Step<unknown>)) unclaimed = null;
    return this as unknown as Generator<Step<unknown>, T, void>;
  }

  /**
   * Called by `yield*`, once to hand the step out and once to fetch its result. A step that rides along is performed
   * here and now, in the event of the code that asked for it: the thread does not stop.
   */
  next(): this {
    if (this.performed) this.done = true;
    else if (this.operation.rides?.(this) === true) {
      this.perform(0);
      this.done = true;
    }
    return this;
  }

  /** Called by the engine when the scheduler has chosen this step. */
  perform(alternative: number): void {
    const { context } = running;
    const { knowledge } = context!;
    if (knowledge !== null) knowledge.inStep = true;
    this.value = this.operation.perform(this, alternative);
    this.performed = true;
    if (knowledge !== null) {
      knowledge.inStep = false;
      knowledge.told.push(this.value);
    }
    if (context!.onStep !== null) context!.onStep(this as Step<unknown>);
  }

  /** As in C, for traces. */
  toString(): string {
    const { operation, object } = this;
    return operation.describe?.(this) ?? `${operation.name}(${object?.name ?? ''})`;
  }
}

/** A violation found by the code of a thread: BUG_ON, WARN_ON, a failed assertion. */
export class Violation extends Error {
  /** The name of the broken claim. */
  override readonly name: string;
  /** @param claim the name of the claim that is broken, @param message what, who and where */
  constructor(claim: string, message: string) {
    super(message);
    this.name = claim;
  }
}

/** The claim that a thread's code broke by throwing or reporting this, and the sentence that says so. */
export function brokenClaim(error: Error, thread: string): { readonly claim: string; readonly message: string } {
  const isClaim = error instanceof Violation || error.name === 'DroppedStepError';
  return isClaim
    ? { claim: error.name, message: `${thread}: ${error.message}` }
    : { claim: 'exception', message: `${thread}: ${error.name}: ${error.message}` };
}

/** `BUG_ON(condition)`: the thread ends here if the condition is true. */
export function bugOn(condition: boolean, message: string): void {
  if (condition) throw new Violation('BUG_ON', message);
}

/** `WARN_ON(condition)`: recorded as a violation; the thread goes on, as in the kernel. Returns the condition. */
export function warnOn(condition: boolean, message: string): boolean {
  if (condition) report(new Violation('WARN_ON', message));
  return condition;
}

/** Says that a claim is broken, without ending the thread. */
export function report(violation: Violation): void {
  currentContext().reported ??= violation;
}

/** What every thread starts with, so that code before its first step can come after other threads' steps. */
export const BEGIN: Operation<void> = {
  name: 'begin',
  fixedFootprint: true,
  perform() {},
  describe: () => 'begin',
};

const CHOOSE: Operation<number> = {
  name: 'choose',
  fixedFootprint: true,
  alternatives: (step) => step.argument as number,
  perform: (_step, alternative) => alternative,
  describe: (step) => `${(step.second as string) ?? 'choose'}`,
};

/**
 * A nondeterministic choice: every value in `[0, count)` is explored.
 * @param what what is chosen, for the trace: 'kmem_cache_alloc fails?'
 */
export function choose(count: number, what: string): Step<number> {
  return new Step(CHOOSE, null, count, what);
}

const CHOOSE_FROM: Operation<unknown> = {
  ...(CHOOSE as Operation<unknown>),
  alternatives: (step) => (step.argument as readonly unknown[]).length,
  options: (step) => step.argument as readonly unknown[],
  perform: (step, alternative) => (step.argument as readonly unknown[])[alternative],
};

/**
 * A nondeterministic choice of one of these values: any free slot, any node. Not empty; plain data or ids. Ids may come
 * in any order, as from a set.
 * @param what what is chosen, for the trace
 */
export function chooseFrom<T>(values: Iterable<T>, what: string): Step<T> {
  const options: unknown[] = [...values];
  if (options.length === 0) throw new RangeError(`${what}: there is nothing to choose from`);
  if (options.every(isName)) options.sort((one, other) => one.index - other.index);
  return new Step(CHOOSE_FROM, null, options, what) as Step<unknown> as Step<T>;
}

/** Index of the running thread, in `[0, threads)`. Stable across executions. */
export function currentThread(): number {
  return (running.context as Context).thread;
}

/** The running thread as a value, for shared objects that name threads. */
export function currentThreadId(): ThreadId {
  const context = currentContext();
  return context.idOf(context.thread);
}

/**
 * The running thread says that from here on it depends on nothing that it has seen so far except `state` (plain data)
 * and its own PerThread values: all else that it was told is dead. A search over states then treats two executions
 * that come here with equal `state` alike; without it they stay apart for ever. By traces a loop that only reads is a
 * wait, exactly, if it declares the same twice. To be called where the loop variables
 * and locals that are still needed are few: at the head of a loop, between two operations. A false claim makes the
 * search miss things; the paranoid mode looks for that.
 */
export function declareLocalState(state: unknown): void {
  const context = currentContext();
  const { knowledge, thread, timedHolds } = context;
  if ((timedHolds[thread] ?? 0) > 0) return;
  context.declared = { state };
  if (knowledge === null) return;
  const { told, untold, declared } = knowledge;
  const untoldBefore = [...(declared?.untoldBefore ?? []), ...untold];
  untold.clear();
  knowledge.declared = { state, from: told.length, untoldBefore };
}

/**
 * The running thread has got something done: an operation, a round. An infinite execution in which that stops
 * happening is a livelock.
 */
export function progress(): void {
  const context = currentContext();
  context.progressed = true;
  if (context.knowledge !== null) context.knowledge.progressed = true;
}

const BOOT_THREAD = -2;

/**
 * Performs steps at once, while booting: what happened before the scenario's threads started. Choices take their
 * first alternative. Throws if a step would have to wait.
 */
export function runAtBoot<T>(steps: Steps<T>): T {
  const context = currentContext();
  const before = context.thread;
  context.thread = BOOT_THREAD;
  try {
    for (;;) {
      const next = steps.next() as unknown as Step<unknown>;
      if (next.done) return next.value as T;
      if (next.operation.enabled?.(next) === false) throw new Error(`${next} would wait for ever while booting`);
      next.perform(0);
    }
  } finally {
    context.thread = before;
  }
}
