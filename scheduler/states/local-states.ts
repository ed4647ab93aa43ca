/**
 * What threads know: a thread's local state is named by where it began and everything that it has been told since, or
 * by what it declared (`declareLocalState`) and what it was told since then. Names are small integers, shared by all
 * threads that run the same code on the same data.
 */
import { MAX_NAMES } from '../object.js';
import type { EventShown } from './look.js';
import { Memo, type SavedMemo } from './memo.js';
import { canonical, namesIn, type Renaming, renamedText, ValueTable } from './values.js';

/** What a thread was told in one event, as texts that mean the same for every thread of its kind. */
export interface Lesson {
  readonly told: string;
  /** (object id, content) of objects that did not say what they answered. */
  readonly untold: readonly (readonly [number, string])[];
  /** Not null if the thread declared its local state; `told` and `untold` are what came after that. */
  readonly declared: string | null;
  /** The thread has ended, perhaps while it held a lock. */
  readonly ends: boolean | 'holding';
}

/** Stands for anybody else. */
const ANYBODY = MAX_NAMES;

/** Deliberate faults, for the tests. */
export interface KindMutation {
  /** A thread's local state is the steps that it took. */
  readonly dropKnowledge?: boolean;
  /** All threads that one thread creates begin alike. */
  readonly sameBirth?: boolean;
}

/** See Checkpoint. */
export interface SavedKind {
  readonly names: readonly string[];
  readonly ways: readonly (readonly [from: number, to: readonly number[]])[];
}

/** The local states of all threads of one kind. */
export class Kind {
  readonly #mutation: KindMutation;
  /**
   * In words: where it began, as `begin` or `of` whom; else `=` and what it declared, or the number of the local state
   * before, and after a space what it was told then.
   */
  readonly #names = new ValueTable();
  /** By local state: whom it names but the thread itself, as a bit mask. */
  readonly #named: number[] = [];
  /** Local states that came right after each, all anonymous. */
  readonly #ways = new Map<number, Set<number>>();

  constructor(mutation: KindMutation = {}) {
    this.#mutation = mutation;
    this.#intern('begin'); // 0
  }

  save(): SavedKind {
    return { names: [...this.#names.texts], ways: [...this.#ways].map(([from, to]) => [from, [...to]]) };
  }

  restore({ names, ways }: SavedKind): void {
    for (const name of names) this.#intern(name);
    for (const [from, to] of ways) this.#ways.set(from, new Set(to));
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

  /** The local state after the lesson. */
  after(before: number, { told, untold, declared, ends }: Lesson): number {
    if (ends !== false) return this.#intern(ends === 'holding' ? 'ended, holding' : 'ended');
    const news = this.#mutation.dropKnowledge ? '' : `[${told},${canonical(untold)}]`;
    return this.#intern(`${declared === null ? before : `=${declared}`} ${news}`);
  }

  #intern(text: string): number {
    const local = this.#names.intern(text);
    if (local < this.#named.length) return local;
    const before = Number.parseInt(text, 10);
    if (text[0] === '=') this.#named.push(namesIn(text));
    else this.#named.push(Number.isNaN(before) ? 0 : namesIn(text) | this.#named[before]!);
    return local;
  }

  /** Where a thread begins that was created by an event of the thread `parent`, which was told this in it. */
  born(parent: number, before: number, told: string, untold: Lesson['untold']): number {
    if (this.#mutation.sameBirth) return 0;
    return this.#intern(`of ${parent} ${before} [${told},${canonical(untold)}]`);
  }

  /** The same local state with names changed. */
  renamed(local: number, rename: Renaming): number {
    if (this.#named[local] === 0) return local;
    const text = this.#names.text(local);
    if (text[0] === '=') return this.#intern(`=${renamedText(text.slice(1), rename)}`);
    const space = text.indexOf(' ');
    const before = this.renamed(Number(text.slice(0, space)), rename);
    return this.#intern(`${before}${renamedText(text.slice(space), rename)}`);
  }
}

/** What an event does, in every state in which its thread sees the same. */
export interface Outcome extends Pick<EventShown, 'broken' | 'progressed' | 'spawned'> {
  /** Slots that change, and their new values. */
  readonly slots: readonly number[];
  readonly values: readonly number[];
  /** See FootprintTable. */
  readonly footprint: number;
}

/** What a thread asks for in a local state; see LocalState. */
type Request = Pick<LocalState, 'ended' | 'joins' | 'waitsOn' | 'choosesThread' | 'holds' | 'isAmidWork'>;

/** See Checkpoint. */
export interface SavedLocalState extends Request {
  readonly known: SavedMemo<readonly number[]>;
  /** By alternative; null where nothing is known. */
  readonly effects: readonly (SavedMemo<Outcome> | null)[];
}

/** A local state of one thread: the step that it asks for, and what is known of that. */
export class LocalState {
  readonly ended: boolean;
  /** Index of the thread whose end it waits for, or -1. */
  readonly joins: number;
  /** Alternatives that the scheduler may choose from; none while it has to wait. */
  readonly ready: Memo<readonly number[]>;
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

  constructor(
    { ended, joins, waitsOn, choosesThread, holds, isAmidWork }: Request,
    ready = new Memo<readonly number[]>(),
  ) {
    this.ready = ready;
    this.ended = ended;
    this.joins = joins;
    this.waitsOn = waitsOn;
    this.choosesThread = choosesThread;
    this.holds = holds;
    this.isAmidWork = isAmidWork;
  }

  save(): SavedLocalState {
    const { ended, joins, waitsOn, choosesThread, holds, isAmidWork } = this;
    const effects = Array.from(this.outcomes, (memo: Memo<Outcome> | undefined) => memo?.save() ?? null);
    return { ended, joins, waitsOn, choosesThread, holds, isAmidWork, known: this.ready.save(), effects };
  }

  static restored(saved: SavedLocalState): LocalState {
    const local = new LocalState(saved, Memo.restored(saved.known));
    for (const [alternative, effect] of saved.effects.entries())
      if (effect !== null) local.outcomes[alternative] = Memo.restored(effect);
    return local;
  }
}
