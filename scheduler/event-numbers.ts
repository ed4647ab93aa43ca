/**
 * Numbers for the events of executions: the same for the same event of equivalent executions, and only for those. An event
 * is told by its thread, its outcome and the last event of each thread that happens before it, so a set of events that has
 * with each all that it follows is told by the last event of each thread.
 */
import type { Path } from './path.js';
import { ExactStore, type SavedStore } from './states/state-store.js';

/** See Checkpoint. */
export interface SavedEventNumbers {
  readonly events: SavedStore;
  readonly at: readonly number[];
}

export class EventNumbers {
  readonly #events = new ExactStore();
  readonly #row: Int32Array;
  /** By event of the path: its number, above 0. */
  readonly #at: number[] = [];

  /** @param stride that of the paths */
  constructor(stride: number) {
    this.#row = new Int32Array(stride + 2);
  }

  save(): SavedEventNumbers {
    return { events: this.#events.save(), at: [...this.#at] };
  }

  /** Goes on where the saved one was. To be called before anything is numbered. */
  restore({ events, at }: SavedEventNumbers): void {
    this.#events.restore(events);
    this.#at.push(...at);
  }

  /** Numbers event j of the path; those before it have been numbered. */
  note(path: Path, j: number): void {
    const { stride, clocks } = path;
    const row = this.#row;
    const thread = path.thread[j]!;
    for (let p = 0; p < stride; p++) {
      const before = clocks[j * stride + p]! - (p === thread ? 1 : 0);
      row[p] = this.#last(path, p, before);
    }
    row[stride] = thread;
    row[stride + 1] = path.alternative[j]!;
    this.#at[j] = 1 + numberIn(this.#events, row, stride + 2);
  }

  /**
   * The number, in the store, of the first events of each thread.
   * @param counts how many of them, those of thread p at `offset + p`
   */
  numberOfCut(store: ExactStore, path: Path, counts: Int32Array, offset = 0): number {
    for (let p = 0; p < path.stride; p++) this.#row[p] = this.#last(path, p, counts[offset + p]!);
    return numberIn(store, this.#row, path.stride);
  }

  /** The number of the thread's event before which it has had so many, or 0. */
  #last(path: Path, thread: number, count: number): number {
    return count === 0 ? 0 : this.#at[path.eventAt[thread]![count - 1]!]!;
  }
}

function numberIn(store: ExactStore, row: Int32Array, width: number): number {
  const found = store.add(row, width);
  return found < 0 ? -1 - found : found;
}
