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
  perform: (step) => barrier(step).pass(step.argument as number),
};

/** For always the same threads, as often as they like. */
export class Barrier extends SharedObject {
  readonly #threads: number;
  /** How many have arrived, in even and in odd rounds: nobody is more than one round ahead of another. */
  readonly #arrived = [0, 0];
  /** By thread, whether its next round is even, 0, or odd, 1. */
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

  snapshot(): unknown {
    return [...this.#arrived];
  }

  /** Called by the operations. @internal */
  come(): void {
    const round = this.#round.get();
    this.updates(round, round + 1);
    this.#count(round);
  }
  /** @internal */
  comeAndTell(): boolean {
    const round = this.#round.get();
    this.modifies(round, round + 1);
    this.#count(round);
    return this.isOpen(round);
  }
  /** @internal */
  isOpen(round: number): boolean {
    return this.#arrived[round] === this.#threads;
  }
  /** @internal */
  pass(round: number): void {
    this.reads(round, round + 1);
  }

  /** The first to come to a round finds the one before the last still counted: everybody has left that. */
  #count(round: number): void {
    this.#arrived[round] = this.isOpen(round) ? 1 : this.#arrived[round]! + 1;
  }
}
