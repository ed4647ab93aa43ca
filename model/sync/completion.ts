/** `struct completion`. */
import { SharedObject } from '../../scheduler/object.js';
import { type Operation, Step } from '../../scheduler/step.js';
import { mightSleep } from './might-sleep.js';

const completion = (step: Pick<Step, 'object'>) => step.object as Completion;

const WAIT: Operation<void> = {
  name: 'wait_for_completion',
  enabled: (step) => completion(step).done > 0,
  perform: (step) => void completion(step).take(),
};
const TRY_WAIT: Operation<boolean> = { name: 'try_wait_for_completion', perform: (step) => completion(step).take() };
const COMPLETE: Operation<void> = {
  name: 'complete',
  fixedFootprint: true,
  perform: (step) => completion(step).add(1),
};
const COMPLETE_ALL: Operation<void> = {
  name: 'complete_all',
  fixedFootprint: true,
  perform: (step) => completion(step).add(Number.POSITIVE_INFINITY),
};
const DONE: Operation<boolean> = {
  name: 'completion_done',
  fixedFootprint: true,
  perform: (step) => completion(step).look(),
};

/** Something that some threads wait for and others bring about. */
export class Completion extends SharedObject {
  /** How many may go on; infinite after complete_all. */
  done = 0;

  /** `wait_for_completion`. Sleeps. */
  wait(): Step<void> {
    mightSleep(`wait_for_completion(${this.name})`);
    return new Step(WAIT, this);
  }
  /** `try_wait_for_completion`: true if the running thread need not have waited. */
  tryWait(): Step<boolean> {
    return new Step(TRY_WAIT, this);
  }
  /** `complete`: lets one thread go on, now or later. */
  complete(): Step<void> {
    return new Step(COMPLETE, this);
  }
  /** `complete_all`: lets everybody go on, now and later. */
  completeAll(): Step<void> {
    return new Step(COMPLETE_ALL, this);
  }
  /** `completion_done`: whether somebody could go on. */
  isDone(): Step<boolean> {
    return new Step(DONE, this);
  }

  snapshot(): number {
    return this.done;
  }

  /** Called by the operations. @internal */
  take(): boolean {
    if (this.done === 0 || this.done === Number.POSITIVE_INFINITY) {
      this.reads();
      return this.done > 0;
    }
    this.modifies();
    this.done--;
    return true;
  }
  /** @internal */
  add(count: number): void {
    this.updates();
    this.done += count;
  }
  /** @internal */
  look(): boolean {
    this.reads();
    return this.done > 0;
  }
}
