/** `refcount_t`. */
import { SharedObject } from '../../scheduler/object.js';
import { type Operation, report, Step, Violation } from '../../scheduler/step.js';

const refcount = (step: Pick<Step, 'object'>) => step.object as Refcount;

const INC: Operation<void> = { name: 'refcount_inc', perform: (step) => refcount(step).increase() };
const INC_NOT_ZERO: Operation<boolean> = {
  name: 'refcount_inc_not_zero',
  perform: (step) => refcount(step).increaseFromAbove(),
};
const DEC_AND_TEST: Operation<boolean> = {
  name: 'refcount_dec_and_test',
  perform: (step) => refcount(step).decrease(),
};
const READ: Operation<number> = {
  name: 'refcount_read',
  fixedFootprint: true,
  perform: (step) => refcount(step).look(),
};

/**
 * References to something that goes away with the last one. Zero is for ever: to take or to drop a reference then is a
 * violation and changes nothing. Therefore two that take a reference commute. Left out: saturation.
 */
export class Refcount extends SharedObject {
  #references: number;

  /** @param references at least 1 */
  constructor(name: string, references = 1) {
    super(name);
    this.#references = references;
  }

  /** `refcount_inc`, by somebody who has a reference already. */
  inc(): Step<void> {
    return new Step(INC, this);
  }
  /** `refcount_inc_not_zero`: false if there was no reference left. */
  incNotZero(): Step<boolean> {
    return new Step(INC_NOT_ZERO, this);
  }
  /** `refcount_dec_and_test`: true for the last reference. */
  decAndTest(): Step<boolean> {
    return new Step(DEC_AND_TEST, this);
  }
  /** `refcount_read`. */
  read(): Step<number> {
    return new Step(READ, this);
  }

  snapshot(): number {
    return this.#references;
  }

  /** Called by the operations. @internal */
  increase(): void {
    if (!this.increaseFromAbove()) this.#misuse('refcount_inc', 'addition on 0; use-after-free');
  }
  /** @internal */
  increaseFromAbove(): boolean {
    if (this.#references === 0) {
      this.reads();
      return false;
    }
    this.updates();
    this.#references++;
    return true;
  }
  /** @internal */
  decrease(): boolean {
    if (this.#references === 0) {
      this.reads();
      this.#misuse('refcount_dec_and_test', 'underflow; use-after-free');
      return false;
    }
    this.modifies();
    return --this.#references === 0;
  }
  /** @internal */
  look(): number {
    this.reads();
    return this.#references;
  }

  #misuse(operation: string, what: string): void {
    report(new Violation('refcount_t', `${operation}(${this.name}): ${what}`));
  }
}
