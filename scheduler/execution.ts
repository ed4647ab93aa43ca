/**
 * One run of a scenario: boots the world, knows each thread's next step, performs the steps that somebody else
 * chooses. Decides nothing, checks no property.
 */
import { NondeterminismError, wentAnotherWay } from './nondeterminism.js';
import { Context, type ContextOptions, running, ThreadId, type ThreadKeeper } from './object.js';
import type { Booted, Scenario } from './scenario.js';
import { ScenarioError } from './scenario-error.js';
import {
  alternativesOf,
  BEGIN,
  DroppedStepError,
  forgetUnclaimed,
  Step,
  type Steps,
  type ThreadBody,
  takeUnclaimed,
} from './step.js';

const NO_WAY: readonly number[] = [];

/** One for all threads: it carries no state. */
const BEGIN_STEP: Step<unknown> = new Step<unknown>(BEGIN, null);
forgetUnclaimed();

export class Thread {
  readonly name: string;
  /** Stable across executions. */
  readonly index: number;
  readonly daemon: boolean;
  readonly body: ThreadBody;
  /** Itself as a value; made when first asked for. */
  id: ThreadId | null = null;
  steps: Steps<unknown> | null = null;
  /** The step that the thread asks for; null once it has ended. */
  pending: Step<unknown> | null;
  /** What it returned. */
  result: unknown = undefined;
  /** Children spawned so far; part of their stable names. */
  children = 0;

  constructor(name: string, index: number, daemon: boolean, body: ThreadBody) {
    this.name = name;
    this.index = index;
    this.daemon = daemon;
    this.body = body;
    this.pending = BEGIN_STEP;
  }
}

/** What an exploration shares between its executions: everything that makes names and footprints stable. */
export interface Shared extends ContextOptions {
  readonly scenario: Scenario<unknown>;
  /** Indices of spawned threads, by (parent, nth child). */
  readonly threadIds: Map<number, number>;
  /** See Path.gates. */
  gates: Int32Array | null;
}

export class Execution implements ThreadKeeper {
  readonly context: Context;
  readonly threads: (Thread | undefined)[] = [];
  readonly booted: Booted<unknown>;
  readonly #threadIds: Map<number, number>;
  readonly #bootedThreads: number;
  readonly #gates: Int32Array | null;
  /** Index of the thread that the last event spawned, or -1. */
  spawned = -1;
  /** Says which threads wait although their step is possible: those in spin loops. Null: none. */
  waits: ((thread: number) => boolean) | null = null;
  /** Set by an event that threw: the violation or the unexpected error. */
  failure: Error | null = null;

  constructor(shared: Shared) {
    this.#threadIds = shared.threadIds;
    this.#gates = shared.gates;
    const context = new Context(shared);
    this.context = context;
    running.context = context;
    this.booted = boot(shared.scenario);
    const { threads, daemons } = this.booted;
    for (const name in threads) this.#add(name, this.threads.length, false, threads[name]!);
    if (daemons !== undefined) for (const name in daemons) this.#add(name, this.threads.length, true, daemons[name]!);
    this.#bootedThreads = this.threads.length;
    context.threads = this;
    const dropped = takeUnclaimed();
    if (dropped !== null) throw new DroppedStepError(dropped);
  }

  #add(name: string, index: number, daemon: boolean, body: ThreadBody): void {
    this.threads[index] = new Thread(name, index, daemon, body);
  }

  spawn(name: string, body: ThreadBody): number {
    const parent = this.threads[this.context.thread]!;
    const key = parent.index * 0x10000 + parent.children++;
    const threadIds = this.#threadIds;
    let index = threadIds.get(key);
    if (index === undefined) {
      index = this.#bootedThreads + threadIds.size;
      threadIds.set(key, index);
    }
    this.#add(this.#unused(`${parent.name}.${name}`), index, false, body);
    this.spawned = index;
    return index;
  }

  /** The name, with a number if there is a thread of it: schedules name threads. */
  #unused(name: string): string {
    const isUsed = (wanted: string) => this.threads.some((thread) => thread?.name === wanted);
    let unused = name;
    for (let k = 2; isUsed(unused); k++) unused = `${name}.${k}`;
    return unused;
  }

  /** Makes this execution the one whose objects are being used. Needed after another one has run. */
  activate(): void {
    running.context = this.context;
  }

  idOf(thread: number): ThreadId {
    const known = this.threads[thread]!;
    return (known.id ??= new ThreadId(thread, known.name));
  }

  isFinished(thread: number): boolean {
    return this.threads[thread]?.pending === null;
  }

  isEnabled(thread: number): boolean {
    return this.isPossible(thread) && this.waits?.(thread) !== true;
  }

  /** The same without regard to spin loops. */
  isPossible(thread: number): boolean {
    const pending = this.threads[thread]?.pending;
    if (pending === null || pending === undefined) return false;
    if (this.#gates !== null && this.isGated(thread)) return false;
    const { enabled } = pending.operation;
    return enabled === undefined || enabled(pending);
  }

  /** True if the thread must not take its second step yet; see Path.gates. */
  isGated(thread: number): boolean {
    const before = this.#gates?.[thread] ?? -1;
    if (before < 0) return false;
    const { stepsOf } = this.context;
    return stepsOf[thread] === 1 && (stepsOf[before] ?? 0) < 2 && this.threads[before]!.pending !== null;
  }

  /** What the thread's next step may choose from; nothing if it has to wait or has ended or does not exist. */
  ways(thread: number): readonly number[] {
    return this.isEnabled(thread) ? this.alternatives(thread) : NO_WAY;
  }

  /** What the thread's next step, which is enabled, may choose from. */
  alternatives(thread: number): readonly number[] {
    return alternativesOf(this.threads[thread]!.pending!);
  }

  /**
   * Performs the thread's next step and its code up to the following one: one event. The step must be enabled.
   * An exception in the thread's code ends the thread and is kept in `failure`.
   */
  perform(thread: number, alternative: number): void {
    const { context } = this;
    const running = this.threads[thread]!;
    const step = running.pending;
    if (step === null) throw wentAnotherWay(`${running.name} has already ended`);
    if (step.operation.candidates !== undefined && !alternativesOf(step).includes(alternative))
      throw wentAnotherWay(`${running.name}: ${step} has no alternative ${alternative} here`);
    context.thread = thread;
    context.stepsOf[thread] = (context.stepsOf[thread] ?? 0) + 1;
    this.spawned = -1;
    this.failure = null;
    let ownLength = context.length;
    try {
      step.perform(alternative);
      ownLength = context.length;
      const steps = (running.steps ??= running.body());
      const next = steps.next() as unknown as Step<unknown>;
      const dropped = takeUnclaimed();
      if (dropped !== null) throw new DroppedStepError(dropped);
      if (next.done) {
        running.pending = null;
        running.result = next.value;
      } else running.pending = next;
    } catch (error) {
      forgetUnclaimed();
      running.pending = null;
      if (error instanceof NondeterminismError) throw error;
      this.failure = error instanceof Error ? error : new Error(String(error));
    }
    if (context.recording && context.length > ownLength) context.noteAccessesBetweenSteps(ownLength);
    context.thread = -1;
  }
}

/** What the scenario builds. A violation here is no matter of interleavings: it is told as what it is. */
function boot(scenario: Scenario<unknown>): Booted<unknown> {
  try {
    return scenario.boot();
  } catch (error) {
    if (error instanceof NondeterminismError) throw error;
    throw new ScenarioError(`${scenario.name}: boot()`, error);
  }
}
