/** A primitive as a user would write one: threads wait until something has been counted down to zero. */
import { SharedObject, Step, type StepOperation } from '../../index.js';

const COUNT_DOWN: StepOperation<void> = {
  name: 'count_down',
  fixedFootprint: true,
  perform: (step) => (step.object as Latch).decrease(),
};
const WAIT: StepOperation<void> = {
  name: 'wait_for_zero',
  enabled: (step) => (step.object as Latch).left <= 0,
  perform: (step) => (step.object as Latch).look(),
};

export class Latch extends SharedObject {
  left: number;

  constructor(name: string, count: number) {
    super(name);
    this.left = count;
  }
  countDown(): Step<void> {
    return new Step(COUNT_DOWN, this);
  }
  wait(): Step<void> {
    return new Step(WAIT, this);
  }
  snapshot(): number {
    return this.left;
  }
  decrease(): void {
    this.updates(); // the order in which threads count down makes no difference
    this.left--;
  }
  look(): void {
    this.reads();
  }
}
