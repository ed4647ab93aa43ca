/**
 * What threads know: a thread's local state is named by where it began and everything that it has been told since, or
 * by what it declared (`declareLocalState`) and what it was told since then. Names are small integers, shared by all
 * threads that run the same code on the same data.
 */
import { MAX_NAMES } from '../object.js';
import { Memo } from './memo.js';
import { canonical, fixed, namesIn, type Renaming, ValueTable } from './values.js';

/** What a thread was told in one event, in words that mean the same for every thread of its kind. */
export interface Lesson {
  readonly told: readonly unknown[];
  /** (object id, content) of objects that did not say what they answered. */
  readonly untold: readonly (readonly [number, string])[];
  /** Present if the thread declared its local state; `told` and `untold` are what came after that. */
  readonly declared: {
    readonly state: unknown;
    readonly perThread: readonly unknown[];
    /** Whether it holds locks; that it does is part of what the locks contain too. */
    readonly holds: boolean;
  } | null;
  /** The thread has ended, perhaps while it held a lock. */
  readonly ends: boolean | 'holding';
}

/** A lesson that names somebody, kept so that it can be told again with names exchanged. */
interface Origin {
  readonly before: number;
  readonly lesson: Lesson;
  readonly name: Renaming;
}

const SELF = -1;
/** Stands for anybody else. */
const ANYBODY = MAX_NAMES;

/** Deliberate faults, for the tests. */
export interface KindMutation {
  /** A thread's local state is the steps that it took. */
  readonly dropKnowledge?: boolean;
  /** All threads that one thread creates begin alike. */
  readonly sameBirth?: boolean;
}

/** The local states of all threads of one kind. */
export class Kind {
  readonly #mutation: KindMutation;
  readonly #names = new ValueTable();
  /** By local state: whom it names but the thread itself, as a bit mask. */
  readonly #named: number[] = [0];
  readonly #origins: (Origin | null)[] = [null];
  /** Local states that came right after each, all anonymous. */
  readonly #ways = new Map<number, Set<number>>();

  constructor(mutation: KindMutation = {}) {
    this.#mutation = mutation;
    this.#names.intern('begin'); // 0
  }

  /** Whom the local state names but the thread itself, as a bit mask. */
  named(local: number): number {
    return this.#named[local]!;
  }

  /** The local state whoever it names: the same for all that differ only in that. */
  anonymous(local: number): number {
    return this.#named[local] === 0 ? local : this.renamed(local, () => ANYBODY);
  }

  /** A thread of this kind went from one local state to another. */
  went(from: number, to: number): void {
    const source = this.anonymous(from);
    const targets = this.#ways.get(source);
    if (targets === undefined) this.#ways.set(source, new Set([this.anonymous(to)]));
    else targets.add(this.anonymous(to));
  }

  /** True if a thread of this kind may come to a local state again, so that it may go on for ever. */
  get hasCycle(): boolean {
    const state = new Map<number, 'open' | 'done'>();
    for (const root of this.#ways.keys()) {
      if (state.has(root)) continue;
      const stack = [{ local: root, left: [...this.#ways.get(root)!] }];
      state.set(root, 'open');
      while (stack.length > 0) {
        const { local, left } = stack.at(-1)!;
        const next = left.pop();
        if (next === undefined) {
          state.set(local, 'done');
          stack.pop();
        } else if (state.get(next) === 'open') return true;
        else if (!state.has(next)) {
          state.set(next, 'open');
          stack.push({ local: next, left: [...(this.#ways.get(next) ?? [])] });
        }
      }
    }
    return false;
  }

  /** The local state after the lesson. `rename` says under which index each name is to be known. */
  after(before: number, lesson: Lesson, self: number, rename: Renaming | null): number {
    return this.#intern(before, lesson, (name) =>
      name === self ? SELF : rename === null || name < 0 ? name : rename(name),
    );
  }

  #intern(before: number, lesson: Lesson, name: Renaming): number {
    const { told, untold, declared, ends } = lesson;
    let text = ends === 'holding' ? 'ended, holding' : 'ended';
    let named = 0;
    if (ends === false) {
      const news = this.#mutation.dropKnowledge ? '' : canonical([told, untold], name);
      const root = declared === null ? `${before}` : `=${canonical(declared, name)}`;
      text = `${root} ${news}`;
      named = namesIn(news) | (declared === null ? this.#named[before]! : namesIn(root));
    }
    const local = this.#names.intern(text);
    if (local === this.#named.length) {
      this.#named.push(named);
      this.#origins.push(named === 0 ? null : { before, lesson, name: fixed(name)! });
    }
    return local;
  }

  /** Where a thread begins that was created by an event of the thread `parent`, which learned this in it. */
  born(parent: number, before: number, { told, untold }: Lesson): number {
    if (this.#mutation.sameBirth) return 0;
    const local = this.#names.intern(`of ${parent} ${before} ${canonical([told, untold])}`);
    if (local === this.#named.length) {
      this.#named.push(0);
      this.#origins.push(null);
    }
    return local;
  }

  /** The same local state with names changed. */
  renamed(local: number, rename: Renaming): number {
    const origin = this.#origins[local];
    if (origin == null) return local;
    const { before, lesson, name } = origin;
    return this.#intern(lesson.declared === null ? this.renamed(before, rename) : before, lesson, (each) => {
      const known = name(each);
      return known < 0 ? known : rename(known);
    });
  }
}

/** What an event does, in every state in which its thread sees the same. */
export interface Outcome {
  /** Slots that change, and their new values. */
  readonly slots: Int32Array;
  readonly values: Int32Array;
  /** See FootprintTable. */
  readonly footprint: number;
  /** Claims that the thread's own code broke. */
  readonly broken: readonly { readonly claim: string; readonly message: string }[];
  readonly progressed: boolean;
  /** Index of the thread that it created, or -1. */
  readonly spawned: number;
}

/** What a thread asks for in a local state; see LocalState. */
type Asked = Pick<LocalState, 'ended' | 'joins' | 'waitsOn' | 'choosesThread' | 'holds' | 'isAmidWork'>;

/** A local state of one thread: the step that it asks for, and what is known of that. */
export class LocalState {
  readonly ended: boolean;
  /** Index of the thread whose end it waits for, or -1. */
  readonly joins: number;
  /** Alternatives that the scheduler may choose from; none while it has to wait. */
  readonly ready = new Memo<readonly number[]>();
  /** By alternative. */
  readonly outcomes: Memo<Outcome>[] = [];
  /** What its readiness depends on. */
  readonly waitsOn: readonly number[];
  /** Alternative k + 1 is thread k; see Operation.candidates. */
  readonly choosesThread: boolean;
  /** The thread holds a lock. */
  readonly holds: boolean;
  /** If it can never go on it is stuck, even if it is a daemon; see isAmidWork. */
  readonly isAmidWork: boolean;

  constructor({ ended, joins, waitsOn, choosesThread, holds, isAmidWork }: Asked) {
    this.ended = ended;
    this.joins = joins;
    this.waitsOn = waitsOn;
    this.choosesThread = choosesThread;
    this.holds = holds;
    this.isAmidWork = isAmidWork;
  }
}
