/** Interrupts of each CPU, on or off, and calls of one CPU to all others, which answer only while theirs are on. */
import { SharedObject } from '../../scheduler/object.js';
import { type Operation, Step } from '../../scheduler/step.js';

const of = (step: Step<never>) => step.object as Interrupts;

const SAVE: Operation<void> = {
  name: 'local_irq_save',
  fixedFootprint: true,
  perform: (step) => of(step as Step<never>).turn(step.argument as number, 1),
  describe: (step) => `local_irq_save(cpu ${step.argument})`,
};
const RESTORE: Operation<void> = {
  name: 'local_irq_restore',
  perform: (step) => of(step as Step<never>).turn(step.argument as number, -1),
  // Only who waits for it to happen sees it: nobody could tell when between two steps it did.
  rides: (step) => of(step as Step<never>).mayRide,
  describe: (step) => `local_irq_restore(cpu ${step.argument})`,
};
const ON_EACH_CPU: Operation<void> = {
  name: 'on_each_cpu',
  fixedFootprint: true,
  enabled: (step) => of(step as Step<never>).allAnswer(step.argument as number),
  perform: (step) => of(step as Step<never>).lookAtAll(),
  describe: (step) => `on_each_cpu(from cpu ${step.argument})`,
};

/** By CPU, how many threads have turned its interrupts off. No interrupt handlers run: only who answers matters. */
export class Interrupts extends SharedObject {
  readonly #off: number[];

  constructor(cpus: number) {
    super('interrupts off');
    this.#off = new Array<number>(cpus).fill(0);
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

  /** `irqs_disabled`. For claims. */
  areOff(cpu: number): boolean {
    this.reads(cpu, cpu + 1);
    return this.#off[cpu]! > 0;
  }

  snapshot(): unknown {
    return [...this.#off];
  }

  /** Called by the operations. */
  get mayRide(): boolean {
    return this.context.fuse;
  }
  turn(cpu: number, change: 1 | -1): void {
    this.updates(cpu, cpu + 1); // a count: the order does not matter
    this.#off[cpu]! += change;
  }
  allAnswer(caller: number): boolean {
    return this.#off.every((off, cpu) => off === 0 || cpu === caller);
  }
  lookAtAll(): void {
    this.reads();
  }
}
