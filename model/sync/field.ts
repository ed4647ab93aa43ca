/** A plain variable that threads share: no step, no atomicity of its own. Unordered access to it is a data race. */
import { isName, PlainObject } from '../../scheduler/object.js';

/** Values are plain data or references to shared objects; replace them, never change them in place. */
export class Field<T> extends PlainObject {
  #value: T;

  constructor(name: string, initial: T) {
    super(name);
    this.#value = initial;
  }

  get(): T {
    this.reads();
    return this.told(this.#value);
  }

  set(value: T): void {
    this.writes();
    this.#value = value;
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
