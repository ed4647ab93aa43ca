/** A memo as plain data, if its results are. */
export interface SavedMemo<T> {
  /** Depth-first: slot, number of answers, and after each answer what follows; or -1 and the index of the result, or -1. */
  readonly tree: readonly number[];
  readonly results: readonly T[];
}

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

  save(): SavedMemo<T> {
    const tree: number[] = [];
    const results: T[] = [];
    this.#write(tree, results);
    return { tree, results };
  }

  #write(tree: number[], results: T[]): void {
    tree.push(this.#slot);
    if (this.#slot < 0) {
      tree.push(this.#result === undefined ? -1 : results.push(this.#result) - 1);
      return;
    }
    const known = [...this.#next.entries()].filter(([, next]) => next !== undefined);
    tree.push(known.length);
    for (const [answer, next] of known) {
      tree.push(answer);
      next!.#write(tree, results);
    }
  }

  static restored<T>({ tree, results }: SavedMemo<T>): Memo<T> {
    let at = 0;
    const read = (): Memo<T> => {
      const memo = new Memo<T>();
      memo.#slot = tree[at++]!;
      const count = tree[at++]!;
      if (memo.#slot < 0) memo.#result = results[count];
      else for (let k = 0; k < count; k++) memo.#next[tree[at++]!] = read();
      return memo;
    };
    return read();
  }
}
