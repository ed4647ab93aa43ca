/** A plain variable that threads share: no step, no atomicity of its own. Unordered access to it is a data race. */
import { isName, PlainObject } from '../../scheduler/object.js';
import { type Operation, Step } from '../../scheduler/step.js';

const READ_ONCE: Operation<unknown> = {
  name: 'READ_ONCE',
  perform: (step) => (step.object as Field<unknown>).lookMarked(),
};

/** Values are plain data or references to shared objects; replace them, never change them in place. */
export class Field<T> extends PlainObject {
  #value: T;

  constructor(name: string, initial: T) {
    super(name);
    this.#value = initial;
  }

  /** What it holds. No step: a data race if somebody writes it meanwhile. */
  get(): T {
    this.reads();
    return this.told(this.#value);
  }

  /** Writes it. No step: a data race if somebody touches it meanwhile. */
  set(value: T): void {
    this.writes();
    this.#value = value;
  }

  /** `READ_ONCE`: a step, allowed to race. */
  readOnce(): Step<T> {
    return new Step(READ_ONCE, this) as Step<unknown> as Step<T>;
  }

  /** Called by the operation. @internal */
  lookMarked(): T {
    this.readsMarked();
    return this.#value;
  }

  override get tellsAnswers(): boolean {
    return true;
  }

  snapshot(): unknown {
    const value: unknown = this.#value;
    if (typeof value !== 'object' || value === null || isName(value)) return value;
    return 'name' in value ? value.name : value;
  }
}
