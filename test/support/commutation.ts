/**
 * Commutation self-check: for every small state of an object and every two operations on it by two threads, if their
 * footprints do not conflict, then both orders must give the same results and the same state, and neither may enable
 * or disable the other. This turns the trusted part of the reduction into a tested one.
 */
import { FootprintTable } from '../../scheduler/footprint.js';
import {
  ACCESS_INTS,
  ACQUIRE,
  Context,
  LocksetTable,
  ObjectIds,
  READ,
  running,
  type SharedObject,
  ThreadId,
  WHOLE,
} from '../../scheduler/object.js';
import { canonical } from '../../scheduler/states/values.js';
import { forgetUnclaimed, type Step } from '../../scheduler/step.js';

export interface ObjectOperation<O> {
  readonly name: string;
  /** A step of the object, or ... */
  step?(object: O): Step<unknown>;
  /** ... plain code that touches it; returns what it read. */
  plain?(object: O): unknown;
}

export interface ObjectUnderTest<O extends SharedObject = SharedObject> {
  readonly name: string;
  make(): O;
  readonly operations: readonly ObjectOperation<O>[];
}

/** An operation (by index) and the thread that does it. */
type Move = readonly [operation: number, thread: number];

interface Outcome {
  readonly enabled: boolean;
  readonly footprint: number;
  readonly result: string;
}

class World<O extends SharedObject> {
  readonly #table: FootprintTable;
  readonly #context: Context;
  readonly #test: ObjectUnderTest<O>;
  readonly object: O;

  constructor(test: ObjectUnderTest<O>, table: FootprintTable, locksets: LocksetTable) {
    this.#test = test;
    this.#table = table;
    const facts = { observed: new Set<number>([0]), observedNames: new Set<string>(), plainData: true };
    const accesses = new Int32Array(64 * ACCESS_INTS);
    this.#context = new Context({ facts, locksets, ids: new ObjectIds(), trackData: true, fuse: true, accesses });
    const ids = [0, 1].map((thread) => new ThreadId(thread, `t${thread}`));
    this.#context.threads = { idOf: (thread) => ids[thread]!, spawn: () => -1, isFinished: () => false };
    running.context = this.#context;
    this.object = test.make();
  }

  do([operation, thread]: Move): Outcome {
    const context = this.#context;
    running.context = context;
    const { step, plain } = this.#test.operations[operation]!;
    context.thread = thread;
    context.length = 0;
    const asked = step?.(this.object);
    forgetUnclaimed();
    if (asked !== undefined && asked.operation.enabled?.(asked) === false) {
      context.access(this.object.id, asked.operation.acquires === true ? ACQUIRE : READ, 0, WHOLE, 0);
      return { enabled: false, footprint: this.#table.intern(context.accesses, context.length), result: 'waits' };
    }
    context.recording = true;
    let result: string;
    try {
      if (asked === undefined) result = JSON.stringify(plain!(this.object)) ?? 'nothing';
      else {
        asked.perform(0);
        result = JSON.stringify(asked.value) ?? 'nothing';
      }
    } catch (error) {
      result = String(error);
    }
    result += context.reported === null ? '' : String(context.reported);
    context.reported = null;
    context.recording = false;
    context.thread = -1;
    return { enabled: true, footprint: this.#table.intern(context.accesses, context.length), result };
  }

  get state(): string {
    return canonical(this.object.snapshot());
  }
}

/** Every sequence of at most `length` moves by two threads. */
function* prefixes(operations: number, length: number): Generator<readonly Move[]> {
  yield [];
  if (length === 0) return;
  for (const shorter of prefixes(operations, length - 1))
    for (let operation = 0; operation < operations; operation++)
      for (const thread of [0, 1])
        if (shorter.length === length - 1) yield [...shorter, [operation, thread]];
        else yield shorter;
}

/**
 * Sentences about pairs of operations that do not commute although their footprints say so; empty if the object's
 * declarations are right as far as states within `depth` operations show.
 */
export function commutationFaults<O extends SharedObject>(test: ObjectUnderTest<O>, depth = 2): string[] {
  const locksets = new LocksetTable();
  const table = new FootprintTable(locksets);
  const faults = new Set<string>();
  const { operations } = test;
  const at = (moves: readonly Move[]) => {
    const world = new World(test, table, locksets);
    const outcomes = moves.map((move) => world.do(move));
    return { world, outcomes };
  };
  const seen = new Set<string>();
  for (const prefix of prefixes(operations.length, depth)) {
    const { world, outcomes } = at(prefix);
    if (outcomes.some(({ enabled }) => !enabled)) continue;
    const key = `${world.state} ${outcomes.map(({ result }) => result).join()}`;
    if (seen.has(key)) continue;
    seen.add(key);
    for (let a = 0; a < operations.length; a++) {
      for (let b = 0; b < operations.length; b++) {
        const ab = at([...prefix, [a, 0], [b, 1]]);
        const ba = at([...prefix, [b, 1], [a, 0]]);
        const [aFirst, bSecond] = ab.outcomes.slice(-2) as [Outcome, Outcome];
        const [bFirst, aSecond] = ba.outcomes.slice(-2) as [Outcome, Outcome];
        if (!aFirst.enabled || table.conflict(aFirst.footprint, bFirst.footprint)) continue;
        const pair = `${operations[a]!.name} and ${operations[b]!.name} in state ${world.state}`;
        if (bFirst.enabled !== bSecond.enabled) faults.add(`${pair}: the first enables or disables the second`);
        else if (!bFirst.enabled) continue;
        else if (!aSecond.enabled) faults.add(`${pair}: the second disables the first`);
        else if (aFirst.result !== aSecond.result || bFirst.result !== bSecond.result)
          faults.add(`${pair}: results depend on the order`);
        else if (ab.world.state !== ba.world.state) faults.add(`${pair}: the state depends on the order`);
      }
    }
  }
  running.context = null;
  return [...faults];
}
