/** Words on which a compare-and-exchange must not be fooled by a value that was changed and changed back. */
import type { ThreadId } from '../../scheduler/object.js';
import { currentThreadId, report, Violation } from '../../scheduler/step.js';
import { AtomicWord } from './atomic-word.js';

/** What a thread knows of the word. */
interface Knowledge {
  /** What it read or wrote last. */
  readonly value: number;
  /** The value has been changed since. */
  readonly isStale: boolean;
}

/** Where, for footprints, the value ends and what each thread knows begins. */
const VALUE_PART = 1;

/**
 * An atomic word that reports, as the claim 'ABA', a compare-and-exchange that succeeds although the value has been
 * changed, and changed back, since the thread read it. Often that is harmless, so this is for words where it is not: heads
 * of lists whose nodes are used again. What each thread read last is part of the state: a search over states sees more.
 */
export class AbaWord extends AtomicWord {
  readonly #known = new Map<ThreadId, Knowledge>();

  override snapshot(): unknown {
    return { value: this.value, known: new Map(this.#known) };
  }

  // Called by the operations.
  override observe(): number {
    this.reads(0, VALUE_PART);
    this.#learn();
    return this.value;
  }
  override assign(value: number): void {
    this.modifies();
    this.#change(value);
    this.#learn();
  }
  override add_(amount: number): void {
    this.updates(); // the order of two does not matter: neither thread learns the value
    this.#change(this.value + amount);
  }
  override exchange(value: number): number {
    this.modifies();
    const old = this.value;
    this.#change(value);
    this.#learn();
    return old;
  }
  override compareExchange(old: number, value: number): number {
    const found = this.value;
    if (found !== old) return this.observe();
    this.modifies();
    const known = this.#known.get(currentThreadId());
    if (known?.isStale === true && known.value === old)
      report(new Violation('ABA', `${this.name} is ${old} again, but was changed since it was read`));
    this.#change(value);
    this.#learn();
    return found;
  }

  #change(value: number): void {
    if (value === this.value) return;
    this.value = value;
    for (const [thread, { value: last }] of this.#known) this.#known.set(thread, { value: last, isStale: true });
  }

  /** The running thread knows the value. */
  #learn(): void {
    const thread = currentThreadId();
    const part = VALUE_PART + thread.index;
    this.writes(part, part + 1);
    this.#known.set(thread, { value: this.value, isStale: false });
  }
}
