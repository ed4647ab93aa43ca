/**
 * The toy allocator: n threads, each `rounds` times: take the first free slot under lock A; mark it under lock B;
 * clear it under lock B; return it under lock A. Four critical sections a round, no step inside them.
 */
import { RangeSet } from '../../model/memory/range-set.js';
import { Field } from '../../model/sync/field.js';
import { SpinLock } from '../../model/sync/spin-lock.js';
import type { ThreadId } from '../../scheduler/object.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { bugOn, currentThreadId, declareLocalState, type Steps, type ThreadBody } from '../../scheduler/step.js';

/** How the free slots are kept. */
interface FreeSlots {
  takeFirst(): number;
  giveBack(slot: number): void;
}

/** One variable for the whole set: any two sections under A conflict. */
class WholeSet implements FreeSlots {
  readonly #slots: Field<readonly boolean[]>;

  constructor(slots: number) {
    this.#slots = new Field<readonly boolean[]>('free slots', new Array<boolean>(slots).fill(true));
  }
  takeFirst(): number {
    const slots = this.#slots.get();
    const slot = slots.indexOf(true);
    this.#slots.set(slots.with(slot, false));
    return slot;
  }
  giveBack(slot: number): void {
    this.#slots.set(this.#slots.get().with(slot, true));
  }
}

/** Tracked by range: a take reads the slots up to its own, a return touches one. */
class RangedSet implements FreeSlots {
  readonly #slots: RangeSet;
  readonly #count: number;

  constructor(slots: number) {
    this.#count = slots;
    this.#slots = new RangeSet('free slots', [{ start: 0, end: slots }]);
  }
  takeFirst(): number {
    return this.#slots.carve(1, 1, 0, this.#count)!;
  }
  giveBack(slot: number): void {
    this.#slots.merge({ start: slot, end: slot + 1 });
  }
}

/** What only the lock protects: nothing is tracked. For explorations in which sections conflict by lock. */
class UntrackedSet implements FreeSlots {
  readonly #slots: boolean[];

  constructor(slots: number) {
    this.#slots = new Array<boolean>(slots).fill(true);
  }
  takeFirst(): number {
    const slot = this.#slots.indexOf(true);
    this.#slots[slot] = false;
    return slot;
  }
  giveBack(slot: number): void {
    this.#slots[slot] = true;
  }
}

interface Marks {
  get(slot: number): ThreadId | null;
  set(slot: number, owner: ThreadId | null): void;
}

interface Toy {
  readonly a: SpinLock;
  readonly b: SpinLock;
  readonly free: FreeSlots;
  readonly marks: Marks;
}

const NOBODY = null;

function* work({ a, b, free, marks }: Toy, rounds: number): Steps {
  const owner = currentThreadId();
  for (let round = 0; round < rounds; round++) {
    yield* a.lock();
    const slot = free.takeFirst();
    yield* a.unlock();
    yield* b.lock();
    bugOn(marks.get(slot) !== NOBODY, 'a slot is handed out twice');
    marks.set(slot, owner);
    yield* b.unlock();
    yield* b.lock();
    bugOn(marks.get(slot) !== owner, 'a slot was marked by another');
    marks.set(slot, NOBODY);
    yield* b.unlock();
    yield* a.lock();
    free.giveBack(slot);
    declareLocalState(round); // the slot is forgotten
    yield* a.unlock();
  }
}

function toy(name: string, threads: number, rounds: number, free: () => FreeSlots, marks: () => Marks): Scenario {
  return {
    name: `${name}-${threads}-${rounds}`,
    question: 'Is a slot ever handed out twice?',
    source: 'toy allocator',
    boot() {
      const toy: Toy = { a: new SpinLock('A'), b: new SpinLock('B'), free: free(), marks: marks() };
      const bodies: Record<string, ThreadBody> = {};
      const body = () => work(toy, rounds);
      for (let k = 0; k < threads; k++) bodies[`t${k}`] = body;
      return { world: toy, threads: bodies, interchangeable: [Object.keys(bodies)] };
    },
  };
}

/** Nothing is tracked: to be explored with `trackData: false`, where sections conflict by lock. */
export function toyByLock(threads: number, rounds: number): Scenario {
  const marks = () => {
    const owners = new Array<ThreadId | null>(threads).fill(NOBODY);
    return {
      get: (slot: number) => owners[slot]!,
      set: (slot: number, owner: ThreadId | null) => void (owners[slot] = owner),
    };
  };
  return toy('toy-by-lock', threads, rounds, () => new UntrackedSet(threads), marks);
}

function slotTable(threads: number): Marks {
  const table = Array.from({ length: threads }, (_, slot) => new Field<ThreadId | null>(`slot[${slot}]`, NOBODY));
  return { get: (slot) => table[slot]!.get(), set: (slot, owner) => table[slot]!.set(owner) };
}

/** The slot table tracked per slot, the free set as a whole. */
export function toyBySlot(threads: number, rounds: number): Scenario {
  return toy(
    'toy-by-slot',
    threads,
    rounds,
    () => new WholeSet(threads),
    () => slotTable(threads),
  );
}

/** The slot table tracked per slot, the free set by range. */
export function toyByRange(threads: number, rounds: number): Scenario {
  return toy(
    'toy-by-range',
    threads,
    rounds,
    () => new RangedSet(threads),
    () => slotTable(threads),
  );
}
