/**
 * Interrupts of each CPU, on or off, their handlers, and calls of one CPU to all others, which answer only while theirs
 * are on.
 */
import { type Interruption, PerThread, SharedObject } from '../../scheduler/object.js';
import { type Operation, Step, type Steps } from '../../scheduler/step.js';

const of = (step: Step<never>) => step.object as Interrupts;

const SAVE: Operation<void> = {
  name: 'local_irq_save',
  fixedFootprint: true,
  perform: (step) => of(step as Step<never>).turnOff(step.argument as number),
  describe: (step) => `local_irq_save(cpu ${step.argument})`,
};
const RESTORE: Operation<void> = {
  name: 'local_irq_restore',
  perform: (step) => of(step as Step<never>).turnOn(step.argument as number),
  // Only who waits for it to happen sees it: nobody could tell when between two steps it did.
  rides: (step) => of(step as Step<never>).mayRide,
  describe: (step) => `local_irq_restore(cpu ${step.argument})`,
};
const IRQ_ENTER: Operation<void> = {
  name: 'irq_enter',
  fixedFootprint: true,
  enabled: (step) => of(step as Step<never>).areOn(step.argument as number),
  perform: (step) => of(step as Step<never>).enter(step.argument as number),
  describe: (step) => `irq_enter(cpu ${step.argument})`,
};
const IRQ_EXIT: Operation<void> = {
  name: 'irq_exit',
  perform: (step) => of(step as Step<never>).exit(step.argument as number),
  rides: (step) => of(step as Step<never>).mayRide,
  describe: (step) => `irq_exit(cpu ${step.argument})`,
};
const ON_EACH_CPU: Operation<void> = {
  name: 'on_each_cpu',
  fixedFootprint: true,
  enabled: (step) => of(step as Step<never>).allAnswer(step.argument as number),
  waitsFor: (step) => of(step as Step<never>).keptOffBy(step.argument as number),
  perform: (step) => of(step as Step<never>).lookAtAll(),
  describe: (step) => `on_each_cpu(from cpu ${step.argument})`,
};

/**
 * By CPU, how many threads have turned its interrupts off. A handler is a thread of its own, which begins only where
 * interrupts are on; the threads of its CPU run on meanwhile, as if on others. That a handler waits for a lock of the
 * thread that it interrupts is therefore no deadlock here: it is looked for as the claim 'irq safety'.
 */
export class Interrupts extends SharedObject implements Interruption {
  readonly #off: number[];
  /** Where each thread has turned them off, and not on again: CPUs in order. */
  readonly #turnedOff = new PerThread<readonly number[]>([]);
  readonly #isHandler = new PerThread(false);

  constructor(cpus: number) {
    super('interrupts off');
    this.#off = new Array<number>(cpus).fill(0);
    this.context.interruption = this;
  }

  /** A thread that is an interrupt of that CPU: comes once, where interrupts are on, and runs with interrupts off. */
  *handler(cpu: number, body: () => Steps<unknown>): Steps {
    yield* new Step(IRQ_ENTER, this, cpu);
    yield* body();
    yield* new Step(IRQ_EXIT, this, cpu);
  }

  /** The running thread is a handler. */
  isInside(): boolean {
    return this.#isHandler.get();
  }

  /** The running thread has interrupts on. */
  mayCome(): boolean {
    return this.#turnedOff.get().length === 0;
  }

  /** `local_irq_save` on that CPU, the caller's. */
  save(cpu: number): Step<void> {
    return new Step(SAVE, this, cpu);
  }

  /** `local_irq_restore` of what the matching `save` found. */
  restore(cpu: number): Step<void> {
    return new Step(RESTORE, this, cpu);
  }

  /** `on_each_cpu`: waits until every CPU but the caller's has taken the inter-processor interrupt. */
  onEachCpu(cpu: number): Step<void> {
    return new Step(ON_EACH_CPU, this, cpu);
  }

  snapshot(): unknown {
    return [...this.#off];
  }

  /** Called by the operations. @internal */
  get mayRide(): boolean {
    return this.context.fuse;
  }
  /** @internal */
  turnOff(cpu: number): void {
    this.#turn(cpu, 1);
  }
  /** @internal */
  turnOn(cpu: number): void {
    this.#turn(cpu, -1);
    if (this.mayCome()) this.context.expose();
  }
  #turn(cpu: number, change: 1 | -1): void {
    this.updates(cpu, cpu + 1); // a count: the order does not matter
    this.#off[cpu]! += change;
    const before = this.#turnedOff.get();
    this.#turnedOff.set(change > 0 ? [...before, cpu] : before.toSpliced(before.lastIndexOf(cpu), 1));
  }
  /** @internal */
  areOn(cpu: number): boolean {
    return this.#off[cpu] === 0;
  }
  /** @internal */
  enter(cpu: number): void {
    this.reads(cpu, cpu + 1);
    this.#turn(cpu, 1);
    this.#isHandler.set(true);
  }
  /** @internal */
  exit(cpu: number): void {
    this.#isHandler.set(false);
    this.#turn(cpu, -1);
  }
  /** @internal */
  allAnswer(caller: number): boolean {
    return this.#off.every((off, cpu) => off === 0 || cpu === caller);
  }
  /** The first thread that has interrupts off on another CPU than the caller's. */
  keptOffBy(caller: number): number {
    const { stepsOf } = this.context;
    return [...stepsOf.keys()].find((t) => this.#turnedOff.of(t).some((cpu) => cpu !== caller)) ?? -1;
  }
  /** @internal */
  lookAtAll(): void {
    this.reads();
  }
}
