/**
 * A function of a state, remembered by what it looked at: a decision tree that asks for the value in one slot after
 * another. What is asked first, and what next, depends on the answers, as in the code whose results it holds.
 */
export class Memo<T> {
  /** The slot that is looked at here, or -1 if nothing more is. */
  #slot = -1;
  readonly #next: (Memo<T> | undefined)[] = [];
  #result: T | undefined = undefined;

  /** The result in this state, or undefined if that is not known yet. */
  lookUp(state: Int32Array): T | undefined {
    let node: Memo<T> = this;
    while (node.#slot >= 0) {
      const next = node.#next[state[node.#slot]!];
      if (next === undefined) return undefined;
      node = next;
    }
    return node.#result;
  }

  /** The result if it is the same in every state. */
  get constant(): T | undefined {
    return this.#slot < 0 ? this.#result : undefined;
  }

  /**
   * Remembers a result that was computed in `state` by looking at `slots`, in this order, without repetition.
   * @returns false if that contradicts what is known: the same answers once led to another question or to none, so the
   * code looked at something that is no part of the state
   */
  learn(state: Int32Array, slots: readonly number[], result: T): boolean {
    let node: Memo<T> = this;
    for (const slot of slots) {
      if (node.#slot < 0) {
        if (node.#result !== undefined) return false;
        node.#slot = slot;
      } else if (node.#slot !== slot) return false;
      const value = state[slot]!;
      node = node.#next[value] ??= new Memo<T>();
    }
    if (node.#slot >= 0) return false;
    node.#result = result;
    return true;
  }
}
