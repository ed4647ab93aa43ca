/** `atomic_t` and shared words: every access is one step. Sequentially consistent. */
import { SharedObject } from '../../scheduler/object.js';
import { type Operation, Step } from '../../scheduler/step.js';

const word = (step: Step<never>) => step.object as AtomicWord;

function operation<T>(
  name: string,
  perform: (word: AtomicWord, argument: number, second: number) => T,
  fixedFootprint = true,
): Operation<T> {
  return {
    name,
    fixedFootprint,
    perform: (step) => perform(word(step as Step<never>), step.argument as number, step.second as number),
    describe: (step) => {
      const values = [step.argument, step.second].filter((value) => value !== undefined);
      return `${name}(${[step.object!.name, ...values].join(', ')})`;
    },
  };
}

const READ_WORD = operation('atomic_read', (w) => w.observe());
const READ_ONCE = operation('READ_ONCE', (w) => w.observe());
const SET = operation('atomic_set', (w, value) => w.assign(value));
const WRITE_ONCE = operation('WRITE_ONCE', (w, value) => w.assign(value));
const ADD = operation('atomic_add', (w, amount) => w.add_(amount));
const SUB = operation('atomic_sub', (w, amount) => w.add_(-amount));
const ADD_RETURN = operation('atomic_add_return', (w, amount) => w.exchange(w.value + amount) + amount);
const FETCH_ADD = operation('atomic_fetch_add', (w, amount) => w.exchange(w.value + amount));
const XCHG = operation('atomic_xchg', (w, value) => w.exchange(value));
const CMPXCHG = operation('atomic_cmpxchg', (w, old, value) => w.compareExchange(old, value), false);

/** A word in memory that threads read and write with atomic or marked accesses. */
export class AtomicWord extends SharedObject {
  /** For the operations; model code uses the steps below. */
  value: number;

  constructor(name: string, initial = 0) {
    super(name);
    this.value = initial;
  }

  /** `atomic_read`. */
  load(): Step<number> {
    return new Step(READ_WORD, this);
  }
  /** `READ_ONCE`. */
  readOnce(): Step<number> {
    return new Step(READ_ONCE, this);
  }
  /** `atomic_set`. */
  store(value: number): Step<void> {
    return new Step(SET, this, value);
  }
  /** `WRITE_ONCE`. */
  writeOnce(value: number): Step<void> {
    return new Step(WRITE_ONCE, this, value);
  }
  /** `atomic_add`: no result, so that two of them commute. */
  add(amount: number): Step<void> {
    return new Step(ADD, this, amount);
  }
  /** `atomic_sub`. */
  sub(amount: number): Step<void> {
    return new Step(SUB, this, amount);
  }
  /** `atomic_add_return`: the new value. */
  addReturn(amount: number): Step<number> {
    return new Step(ADD_RETURN, this, amount);
  }
  /** `atomic_fetch_add`: the old value. */
  fetchAdd(amount: number): Step<number> {
    return new Step(FETCH_ADD, this, amount);
  }
  /** `atomic_xchg`: the old value. */
  xchg(value: number): Step<number> {
    return new Step(XCHG, this, value);
  }
  /** `atomic_cmpxchg`: the value found; `value` was stored iff that equals `old`. */
  cmpxchg(old: number, value: number): Step<number> {
    return new Step(CMPXCHG, this, old, value);
  }

  /** For properties. */
  get current(): number {
    this.reads();
    return this.value;
  }

  snapshot(): unknown {
    return this.value;
  }

  /** What it holds. Of the operations, and of claims that remember a number: no step. So are those below. */
  observe(): number {
    this.reads();
    return this.value;
  }
  /** Sets it. */
  assign(value: number): void {
    this.writes();
    this.value = value;
  }
  /** Adds to it; commutes with its like. */
  add_(amount: number): void {
    this.updates();
    this.value += amount;
  }
  /** Sets it, and says what it was. */
  exchange(value: number): number {
    this.modifies();
    const old = this.value;
    this.value = value;
    return old;
  }
  /** Sets it if it is `old`; says what it was. */
  compareExchange(old: number, value: number): number {
    const found = this.value;
    if (found === old) {
      this.modifies();
      this.value = value;
    } else this.reads();
    return found;
  }
}
