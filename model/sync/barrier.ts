/** A barrier: threads wait there for each other. */
import { PerThread, SharedObject } from '../../scheduler/object.js';
import { type Operation, Step, type Steps } from '../../scheduler/step.js';
import { mightSleep } from './might-sleep.js';

const barrier = (step: Pick<Step, 'object'>) => step.object as Barrier;

const ARRIVE: Operation<void> = {
  name: 'barrier_arrive',
  fixedFootprint: true,
  perform: (step) => barrier(step).come(),
};
const ARRIVE_AND_TELL: Operation<boolean> = {
  name: 'barrier_arrive',
  fixedFootprint: true,
  perform: (step) => barrier(step).comeAndTell(),
};
const PASS: Operation<void> = {
  name: 'barrier_wait',
  fixedFootprint: true,
  enabled: (step) => barrier(step).isOpen(step.argument as number),
  perform: (step) => barrier(step).pass(),
};

/** For always the same threads, as often as they like. */
export class Barrier extends SharedObject {
  readonly #threads: number;
  /** Of two rounds: nobody is more than one ahead of another. */
  #arrived = 0;
  /** By thread, which of the two rounds is its next. */
  readonly #round = new PerThread(0);

  /** @param threads how many there are; all of them have to come, and nobody else may */
  constructor(name: string, threads: number) {
    super(name);
    this.#threads = threads;
  }

  /** Waits until all have come. */
  *wait(): Steps {
    yield* this.arrive();
    yield* this.waitForOthers();
  }

  /** In what order threads arrive makes no difference, ... */
  arrive(): Step<void> {
    return new Step(ARRIVE, this);
  }
  /** ... unless they want to know: true for the last of a round. */
  arriveAndTellLast(): Step<boolean> {
    return new Step(ARRIVE_AND_TELL, this);
  }
  /** Waits until all have arrived, as the running thread has. Sleeps. */
  waitForOthers(): Step<void> {
    mightSleep(`barrier_wait(${this.name})`);
    const round = this.#round.get();
    this.#round.set(1 - round);
    return new Step(PASS, this, round);
  }

  snapshot(): number {
    return this.#arrived;
  }

  /** Called by the operations. */
  come(): void {
    this.updates();
    this.#arrived = (this.#arrived + 1) % (2 * this.#threads);
  }
  comeAndTell(): boolean {
    this.modifies();
    this.#arrived = (this.#arrived + 1) % (2 * this.#threads);
    return this.#arrived % this.#threads === 0;
  }
  isOpen(round: number): boolean {
    return Math.floor(this.#arrived / this.#threads) !== round;
  }
  pass(): void {
    this.reads();
  }
}
