/** `struct xarray`, and the radix tree before it: entries by index. It does its own locking: each operation is a step. */
import { SharedObject, WHOLE } from '../../scheduler/object.js';
import { type Operation, Step } from '../../scheduler/step.js';

/** What a walk finds. */
export interface XArrayEntry<T> {
  /** The entry's, for traces. */
  readonly name: string;
  /** Where it stands. */
  readonly index: number;
  /** What stands there. */
  readonly entry: T;
}

const operation = <T>(
  name: string,
  perform: (array: XArray<{ readonly name: string }>, index: number, entry: { readonly name: string }) => T,
): Operation<T> => ({
  name,
  perform: (step) =>
    perform(
      step.object as XArray<{ readonly name: string }>,
      step.argument as number,
      step.second as { readonly name: string },
    ),
  describe: (step) => `${name}(${step.object!.name}, ${step.argument})`,
});

const LOAD = operation('xa_load', (array, index) => array.look(index));
const INSERT = operation('xa_insert', (array, index, entry) => array.put(index, entry));
const ERASE = operation('xa_erase', (array, index) => array.take(index));
const FIND = operation('xa_find', (array, index) => array.lookFrom(index));

export class XArray<T extends { readonly name: string }> extends SharedObject {
  readonly #entries = new Map<number, T>();

  /** `xa_load`: the entry, or null. */
  load(index: number): Step<T | null> {
    return new Step(LOAD, this, index) as Step<unknown> as Step<T | null>;
  }

  /** `xa_insert`: false, and nothing done, if there is an entry already. Left out: it may lack memory. */
  insert(index: number, entry: T): Step<boolean> {
    return new Step(INSERT, this, index, entry);
  }

  /** `xa_erase`: the entry that was there, or null. */
  erase(index: number): Step<T | null> {
    return new Step(ERASE, this, index) as Step<unknown> as Step<T | null>;
  }

  /** One hop of `xa_for_each`: the first entry at or above the index, or null. */
  find(from: number): Step<XArrayEntry<T> | null> {
    return new Step(FIND, this, from) as Step<unknown> as Step<XArrayEntry<T> | null>;
  }

  /** All entries, for properties. */
  get entries(): readonly T[] {
    this.reads();
    return [...this.#entries.values()];
  }

  snapshot(): unknown {
    return [...this.#entries].sort(([one], [other]) => one - other);
  }

  /** Called by the operations. @internal */
  look(index: number): T | null {
    this.reads(index, index + 1);
    return this.#entries.get(index) ?? null;
  }
  /** @internal */
  put(index: number, entry: T): boolean {
    this.modifies(index, index + 1);
    if (this.#entries.has(index)) return false;
    this.#entries.set(index, entry);
    return true;
  }
  /** @internal */
  take(index: number): T | null {
    this.modifies(index, index + 1);
    const entry = this.#entries.get(index) ?? null;
    this.#entries.delete(index);
    return entry;
  }
  /** @internal */
  lookFrom(from: number): XArrayEntry<T> | null {
    const index = Math.min(...[...this.#entries.keys()].filter((key) => key >= from));
    this.reads(from, Math.min(index + 1, WHOLE));
    const entry = this.#entries.get(index);
    return entry === undefined ? null : { name: entry.name, index, entry };
  }
}
