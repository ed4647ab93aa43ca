/** `struct semaphore`. */
import { SharedObject } from '../../scheduler/object.js';
import { type Operation, Step } from '../../scheduler/step.js';
import { mightSleep } from './might-sleep.js';

const semaphore = (step: Pick<Step, 'object'>) => step.object as Semaphore;

const DOWN: Operation<void> = {
  name: 'down',
  fixedFootprint: true,
  enabled: (step) => semaphore(step).count > 0,
  perform: (step) => semaphore(step).add(-1),
};
const DOWN_TRYLOCK: Operation<boolean> = { name: 'down_trylock', perform: (step) => semaphore(step).tryTake() };
const UP: Operation<void> = { name: 'up', fixedFootprint: true, perform: (step) => semaphore(step).add(1) };

/** A count of what is left; whoever takes the last makes others wait. Any waiter may be next. */
export class Semaphore extends SharedObject {
  /** What is left; at least 0. For properties. */
  count: number;

  /** @param count how many may take it before the first gives back */
  constructor(name: string, count: number) {
    super(name);
    this.count = count;
  }

  /** Waits until the count is above 0 and takes one. Sleeps. */
  down(): Step<void> {
    mightSleep(`down(${this.name})`);
    return new Step(DOWN, this);
  }
  /** True if it took one. (The kernel's returns 0 then.) */
  downTrylock(): Step<boolean> {
    return new Step(DOWN_TRYLOCK, this);
  }
  /** Gives one back; anybody may. */
  up(): Step<void> {
    return new Step(UP, this);
  }

  snapshot(): number {
    return this.count;
  }

  /** Called by the operations. @internal */
  add(change: 1 | -1): void {
    this.modifies();
    this.count += change;
  }
  /** @internal */
  tryTake(): boolean {
    if (this.count > 0) this.add(-1);
    else {
      this.reads();
      return false;
    }
    return true;
  }
}
