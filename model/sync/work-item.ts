/** Work items: `struct work_struct` with its pending flag, and the worker that runs it. */
import { SharedObject } from '../../scheduler/object.js';
import { declareLocalState, type Operation, Step, type Steps } from '../../scheduler/step.js';
import { mightSleep } from './might-sleep.js';
import type { Workqueue } from './workqueue.js';

const item = (step: Step<never>) => step.object as WorkItem;

const SCHEDULE_WORK: Operation<boolean> = {
  name: 'schedule_work',
  perform: (step) => item(step as Step<never>).queue(step.argument as number),
};
const BEGIN_WORK: Operation<void> = {
  name: 'worker takes',
  rests: true,
  enabled: (step) => item(step as Step<never>).mayStart,
  waitsOn: (step) => item(step as Step<never>).startsBy,
  perform: (step) => item(step as Step<never>).begin(),
};
const END_WORK: Operation<void> = {
  name: 'worker ends',
  perform: (step) => item(step as Step<never>).end(),
};
const SEE_WORK: Operation<number> = {
  name: 'flush_work',
  fixedFootprint: true,
  perform: (step) => item(step as Step<never>).lastUnfinished(),
};
const AWAIT_WORK: Operation<void> = {
  name: 'flush_work waits',
  fixedFootprint: true,
  enabled: (step) => item(step as Step<never>).finished >= (step.argument as number),
  perform: (step) => item(step as Step<never>).seeFinished(),
};

/** No instance is queued or running. */
const NONE = 0;

/**
 * A work item with its own worker, which runs it as often as it is queued: at once, or when it is its turn in a
 * queue. Pending is cleared when the function
 * starts, so that a request during the run queues it again; `flush` waits for the instance that was last queued
 * when it was called.
 */
export class WorkItem extends SharedObject {
  /** It is queued and has not begun. */
  pending = false;
  /** Instances queued so far. */
  queued = 0;
  /** Instances ended so far. */
  finished = 0;
  readonly #run: () => Steps<unknown>;
  readonly #queue: Workqueue | null;
  /** What the start of the function waits for. */
  readonly startsBy: readonly SharedObject[];

  /**
   * @param run the function
   * @param queue where it is queued; null: nothing keeps it from starting
   */
  constructor(name: string, run: () => Steps<unknown>, queue: Workqueue | null = null) {
    super(name);
    this.#run = run;
    this.#queue = queue;
    this.startsBy = queue === null ? [this] : [this, queue];
  }

  /** `schedule_work_on`: queues it on that CPU unless it is pending already. True if it did. */
  scheduleOn(cpu: number): Step<boolean> {
    return new Step(SCHEDULE_WORK, this, cpu);
  }

  /** `schedule_work`: on the CPU of the caller. */
  *schedule(): Steps<boolean> {
    return yield* this.scheduleOn(this.#queue === null ? 0 : yield* this.#queue.here());
  }

  /** `flush_work`: waits until the instance queued last has ended. True if there was one to wait for. */
  *flushWork(): Steps<boolean> {
    mightSleep(`flush_work(${this.name})`);
    const last = yield* new Step(SEE_WORK, this);
    if (last === NONE) return false;
    yield* new Step(AWAIT_WORK, this, last);
    return true;
  }

  /** The worker: a daemon thread of every scenario that uses this item. */
  *worker(): Steps<never> {
    this.#queue?.serve(this);
    for (;;) {
      declareLocalState('idle');
      yield* new Step(BEGIN_WORK, this);
      yield* this.#run();
      yield* new Step(END_WORK, this);
    }
  }

  snapshot(): unknown {
    return { pending: this.pending, queued: this.queued, finished: this.finished };
  }

  /** Called by the operations. @internal */
  queue(cpu: number): boolean {
    this.modifies();
    if (this.pending) return false;
    this.pending = true;
    this.queued++;
    this.#queue?.queue(this, cpu);
    return true;
  }
  /** @internal */
  get mayStart(): boolean {
    return this.pending && (this.#queue === null || this.#queue.mayStart(this));
  }
  /** @internal */
  begin(): void {
    this.modifies();
    this.pending = false;
    this.#queue?.begin(this);
  }
  /** @internal */
  end(): void {
    this.modifies();
    this.finished++;
    this.#queue?.end(this);
  }
  /** @internal */
  lastUnfinished(): number {
    this.reads();
    return this.finished < this.queued ? this.queued : NONE;
  }
  /** @internal */
  seeFinished(): void {
    this.reads();
  }
}
