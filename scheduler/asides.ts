/**
 * What was found out aside, by what was asked. A depth-first search asks the same again soon: three of four probes of
 * the shipped designs, so those of late are enough.
 */

/** Answers that are kept for certain. */
const KEPT = 1 << 12;

export class Asides<T> {
  #recent = new Map<string, T>();
  #older = new Map<string, T>();

  /** What was answered; undefined if it was not asked, or long ago. */
  get(question: string): T | undefined {
    return this.#recent.get(question) ?? this.#older.get(question);
  }

  /** Notes the answer, and returns it. */
  set(question: string, answer: T): T {
    if (this.#recent.size === KEPT) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(question, answer);
    return answer;
  }

  clear(): void {
    this.#recent.clear();
    this.#older.clear();
  }
}
