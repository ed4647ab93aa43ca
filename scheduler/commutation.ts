/**
 * Commutation self-check: does an object say the truth about what its operations touch? The reductions rest on that alone.
 *
 * In every small reachable state every two operations are done by two threads in both orders. If their footprints do not
 * conflict, results, footprints and state must be equal, and neither may enable or disable the other.
 */
import { FootprintTable } from './footprint.js';
import { ACCESS_INTS, Context, LocksetTable, ObjectIds, running, type SharedObject, ThreadId } from './object.js';
import { canonical } from './states/values.js';
import { alternativesOf, forgetUnclaimed, type Step, waitAccesses } from './step.js';

/** What a thread may do with the object: one of the two. */
export interface ObjectOperation<O> {
  /** For messages. */
  readonly name: string;
  /** A step of it. */
  step?(object: O): Step<unknown>;
  /** Plain code that touches it; returns what it read. */
  plain?(object: O): unknown;
}

/** An object whose word about what commutes is to be tested. */
export interface ObjectUnderTest<O extends SharedObject = SharedObject> {
  /** For messages. */
  readonly name: string;
  /** Makes the object, and those that it needs. */
  make(): O;
  /** What threads may do with it: every step that it has, with the arguments that matter. */
  readonly operations: readonly ObjectOperation<O>[];
  /** States are looked at that so many operations lead to. Default 2. */
  readonly depth?: number;
  /** Threads that do them. Default 2. */
  readonly threads?: number;
}

/** Two operations that do not commute although their footprints say so. */
export interface CommutationFault {
  /** Names of the operations; that of the first thread comes first. */
  readonly operations: readonly [string, string];
  /** What the objects held before. */
  readonly state: string;
  /** What depends on the order. */
  readonly differs: 'enabledness' | 'results' | 'footprints' | 'state';
  /** All that in a sentence. */
  readonly message: string;
}

/** What the self-check found, and how much it tried. */
export interface CommutationReport {
  /** None: the object is accepted. */
  readonly faults: readonly CommutationFault[];
  /** Distinct states that were looked at. */
  readonly states: number;
  /** Pairs of operations, each in one of the states, that claim to commute. */
  readonly pairs: number;
}

/** An operation (by index), the thread that does it, and the alternative. */
type Move = readonly [operation: number, thread: number, alternative: number];

interface Outcome {
  readonly enabled: boolean;
  readonly footprint: number;
  readonly result: string;
}

/** Checks the object's declarations, as far as small states show. */
export function checkCommutation<O extends SharedObject>(test: ObjectUnderTest<O>): CommutationReport {
  const { operations, depth = 2, threads = 2 } = test;
  const before = running.context;
  const locksets = new LocksetTable();
  const table = new FootprintTable(locksets);
  const at = (moves: readonly Move[]) => {
    const world = new World(test, table, locksets);
    return { world, outcomes: moves.map((move) => world.do(move)) };
  };
  const faults = new Map<string, CommutationFault>();
  const seen = new Set<string>();
  let pairs = 0;
  let reached: (readonly Move[])[] = [[]];
  for (let length = 0; length <= depth; length++) {
    const next: (readonly Move[])[] = [];
    for (const prefix of reached) {
      const { world } = at(prefix);
      if (seen.has(world.state)) continue;
      seen.add(world.state);
      // A new world each time: to ask for a step may change what the thread keeps to itself.
      const moves = Array.from({ length: threads }, (_, thread) =>
        operations.flatMap((_each, operation) => at(prefix).world.moves(operation, thread)),
      );
      for (const move of moves.flat())
        if (length < depth && at([...prefix, move]).outcomes.at(-1)!.enabled) next.push([...prefix, move]);
      for (const a of moves[0]!) {
        for (const b of moves[1]!) {
          const ab = at([...prefix, a, b]);
          const ba = at([...prefix, b, a]);
          const [aFirst, bSecond] = ab.outcomes.slice(-2) as [Outcome, Outcome];
          const [bFirst, aSecond] = ba.outcomes.slice(-2) as [Outcome, Outcome];
          const commute = (first: Outcome, second: Outcome) =>
            first.enabled && !table.conflict(first.footprint, second.footprint);
          if (!commute(aFirst, bSecond) && !commute(bFirst, aSecond)) continue;
          pairs++;
          const differs = difference([aFirst, bFirst], [aSecond, bSecond], [ab.world.state, ba.world.state]);
          if (differs === null) continue;
          const names = [world.nameOf(a), world.nameOf(b)] as const;
          const message = `${test.name}: ${names[0]} and ${names[1]} do not conflict, but their order matters for ${differs} in state ${world.state}`;
          faults.set(message, { operations: names, state: world.state, differs, message });
        }
      }
    }
    reached = next;
  }
  running.context = before;
  return { faults: [...faults.values()], states: seen.size, pairs };
}

/** @param first what the two operations did as the first of both, @param second as the second */
function difference(
  first: readonly [Outcome, Outcome],
  second: readonly [Outcome, Outcome],
  [ab, ba]: readonly [string, string],
): CommutationFault['differs'] | null {
  const differ = (of: (outcome: Outcome) => unknown) => first.some((each, k) => of(each) !== of(second[k]!));
  if (differ(({ enabled }) => enabled)) return 'enabledness';
  if (!first[0].enabled || !first[1].enabled) return null;
  if (differ(({ result }) => result)) return 'results';
  if (ab !== ba) return 'state';
  return differ(({ footprint }) => footprint) ? 'footprints' : null;
}

/** The object on its own, and who does what with it. */
class World<O extends SharedObject> {
  readonly #table: FootprintTable;
  readonly #context: Context;
  readonly #test: ObjectUnderTest<O>;
  readonly #object: O;

  constructor(test: ObjectUnderTest<O>, table: FootprintTable, locksets: LocksetTable) {
    this.#test = test;
    this.#table = table;
    const facts = { observed: new Set<number>(), observedNames: new Set<string>(), plainData: true };
    const accesses = new Int32Array(64 * ACCESS_INTS);
    this.#context = new Context({ facts, locksets, ids: new ObjectIds(), trackData: true, fuse: false, accesses });
    const ids = Array.from({ length: test.threads ?? 2 }, (_, thread) => new ThreadId(thread, `t${thread}`));
    this.#context.threads = { idOf: (thread) => ids[thread]!, spawn: () => -1, isFinished: () => false };
    running.context = this.#context;
    this.#object = test.make();
  }

  /** The operation with each alternative that it has; with the first one if it has to wait. */
  moves(operation: number, thread: number): Move[] {
    const step = this.#ask(operation, thread);
    const alternatives = step === null ? [0] : offered(step);
    return (alternatives.length === 0 ? [0] : alternatives).map((alternative) => [operation, thread, alternative]);
  }

  nameOf([operation, , alternative]: Move): string {
    const { name } = this.#test.operations[operation]!;
    return alternative === 0 ? name : `${name} (${alternative})`;
  }

  /** The step that the thread asks for; null if the operation is plain code. */
  #ask(operation: number, thread: number): Step<unknown> | null {
    const context = this.#context;
    running.context = context;
    context.thread = thread;
    const step = this.#test.operations[operation]!.step?.(this.#object) ?? null;
    forgetUnclaimed();
    context.thread = -1;
    context.reported = null; // that it may not sleep here, say
    return step;
  }

  do([operation, thread, alternative]: Move): Outcome {
    const context = this.#context;
    const step = this.#ask(operation, thread);
    context.length = 0;
    if (step !== null && !offered(step).includes(alternative)) {
      const accesses = waitAccesses(step);
      return { enabled: false, footprint: this.#table.intern(accesses, accesses.length), result: 'waits' };
    }
    context.thread = thread;
    context.recording = true;
    let result: string;
    try {
      if (step === null) result = JSON.stringify(this.#test.operations[operation]!.plain!(this.#object)) ?? 'nothing';
      else {
        step.perform(alternative);
        result = JSON.stringify(step.value) ?? 'nothing';
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

  /** What the objects hold and what there is once per thread. */
  get state(): string {
    const { objects, perThread, held } = this.#context;
    const contents = objects.map((object) => `${object.name}: ${canonical(object.snapshot())}`);
    const own = Array.from({ length: this.#test.threads ?? 2 }, (_, thread) => [
      held[thread] ?? [],
      ...perThread.map((each) => each.of(thread)),
    ]);
    const isAnything = own.some((each) => each.length > 1 || (each[0] as readonly number[]).length > 0);
    return [...contents, ...(isAnything ? [`by thread: ${canonical(own)}`] : [])].join(', ');
  }
}

function offered(step: Step<unknown>): readonly number[] {
  return step.operation.enabled?.(step) === false ? [] : alternativesOf(step);
}
