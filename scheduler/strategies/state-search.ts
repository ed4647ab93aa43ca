/**
 * Search over states: every reachable state once, however many interleavings lead there. Breadth-first finds the
 * shortest way to each failure; depth-first needs no numbered states and so works with lossy stores.
 *
 * Two things that change no answer are done at once: an event that neither reads nor writes anything shared happens
 * together with the one before it, and where a thread's next event is a choice that only itself can see, only that
 * thread goes on (unless all that leads to states seen before: then everybody does, so that nobody waits for ever).
 */
import type { Execution } from '../execution.js';
import { type Group, interchangeable, mirrorOf } from '../interchangeable.js';
import { larger } from '../races.js';
import { DATA_RACE, LIVELOCK, type Session, STEP_BOUND } from '../session.js';
import { findLivelock, type Graph } from '../states/lassos.js';
import type { KindMutation, Outcome } from '../states/local-states.js';
import { compareWays } from '../states/paranoid.js';
import { ObsoleteSpace, StateSpace } from '../states/state-space.js';
import { BitStore, ExactStore, HashStore, type StateStore } from '../states/state-store.js';
import { Symmetry, type SymmetryMutation } from '../states/symmetry.js';
import { fixed, type Renaming } from '../states/values.js';
import type { Visit } from '../states/visit.js';

export type StoreKind = 'exact' | 'hash-compaction' | 'bitstate';

export interface StateSearchOptions {
  readonly order?: 'breadth-first' | 'depth-first';
  /** Default 'exact'. The others are searched depth-first and may leave states out; see `omission`. */
  readonly store?: StoreKind;
  /** Size of a bitstate store: 2^this bits. Default 30 (128 MiB). */
  readonly log2Bits?: number;
  /** Breadth-first: leave transitions out by sleep sets, where that is sound. Saves no states. Default true. */
  readonly sleepSets?: boolean;
  /** Whether to treat alike what is interchangeable. Default true. */
  readonly symmetry?: boolean;
  /**
   * Whenever a state is reached a second time, run both ways to it for real and both on to the end, and compare: finds
   * state that nobody tracks. Slow; breadth-first and with an exact store only. Default false.
   */
  readonly paranoid?: boolean;
  /** Deliberate faults, for the tests that show that the oracles find them. */
  readonly mutation?: StateMutation;
  /** Called in each state in which nobody can go on. */
  readonly onFinal?: (search: StateSearch) => void;
}

export interface StateMutation extends KindMutation, SymmetryMutation {
  /** The content of the object with this id is no part of a state. */
  readonly dropContent?: number;
  /** Sleep sets take all events for independent. */
  readonly allCommute?: boolean;
  /** Where one thread has a choice of its own, the others never go on before it. */
  readonly noProviso?: boolean;
  /** Races are looked for between events that are next in one state, not between one and what comes after it. */
  readonly racesBefore?: boolean;
}

/** A broken claim, and the events (real threads) that lead to it. */
export interface StateFinding {
  readonly claim: string;
  readonly message: string;
  /** (thread, alternative) pairs. */
  readonly events: readonly number[];
  /** Events at the end that can repeat for ever. */
  readonly loop: number;
  /** Transitions and final states in which it was found. */
  times: number;
}

/** Slots that a state may have. */
const MAX_WIDTH = 1 << 14;
/** In `#done`, beside threads: the state has had its turn, though perhaps everybody was asleep; and: with no one asleep. */
const EXPANDED = 1 << 30;
const WHOLLY = -1;
/** Local events of one thread in a row that are done at once; more may be a loop. */
const MAX_LOCAL = 1_000;

export class StateSearch {
  readonly #session: Session;
  readonly #options: StateSearchOptions;
  space!: StateSpace;
  store!: StateStore;
  transitions = 0;
  /** States in which nobody can go on. */
  finals = 0;
  /** Events of the longest path looked at, local ones not counted. */
  depth = 0;
  /** Breadth-first: new states at each depth that has been reached completely. */
  levels: number[] = [];
  findings = new Map<string, StateFinding>();
  /** Times the search was begun; counts are of the last one. */
  beginnings = 0;
  /** Look for races at every transition. */
  #checksRaces = false;
  readonly #current = new Int32Array(MAX_WIDTH);
  readonly #next = new Int32Array(MAX_WIDTH);
  readonly #scratch = new Int32Array(MAX_WIDTH);
  /** The first state, after the local events that threads begin with, and those events. */
  readonly #start = new Int32Array(MAX_WIDTH);
  #prologue: readonly number[] = [];
  #startOrder: number[] = [];
  /** What is interchangeable. If that is threads alone, each state is replaced by its representative. */
  #groups: readonly Group[] = [];
  #symmetry: Symmetry | null = null;
  /** If there is more to it, the search goes through states as they are, and keeps one for each representative. */
  #keys: Symmetry | null = null;
  readonly #key = new Int32Array(MAX_WIDTH);
  /** With `#keys`, breadth-first: the states themselves, by number. */
  #states = new ExactStore();
  /** How the last move's state, or its key, was rearranged; see Symmetry.canonicalise. */
  #lastOrder: Int32Array | null = null;
  /** A known way is walked again: nothing on it is news. */
  #isWalking = false;
  /** Events after the state being expanded. */
  #tail: number[] = [];
  /** The way to the state being expanded: (thread, alternative) pairs in the search's own thread numbers. */
  #way: () => number[] = () => [];
  /** Sleep sets: by state, threads that need not be followed, and those that have been. */
  #sleep: Int32Array = new Int32Array(1 << 10);
  #done: Int32Array = new Int32Array(1 << 10);
  /** Slots that claims were known to look at when the search began. */
  #watched = 0;
  /** States to be expanded again. */
  readonly #awakened: number[] = [];
  /** Number of the state that the last move led to, if it was known. */
  #known = -1;
  #parents: Int32Array = new Int32Array(1 << 10);
  #events: Int32Array = new Int32Array(1 << 10);
  /** States from which only the moves of one thread were followed. */
  readonly #partial = new Set<number>();
  /** Some transition led back to a state that had been expanded before. */
  #hasCycles = false;
  #withoutSymmetry = false;
  /** The last move got something done. */
  #progressed = false;
  #stop: () => boolean = () => false;
  readonly #stepBound: number;

  constructor(session: Session, options: StateSearchOptions = {}) {
    this.#session = session;
    this.#options = options;
    this.#stepBound = session.stepBound;
  }

  /** Calls `onState` after each expanded state; false from it stops. True if the search is complete. */
  explore(onState: () => boolean): boolean {
    this.#checksRaces = false;
    this.#stop = () => !onState();
    this.space = this.#newSpace();
    for (;;) {
      this.#begin();
      try {
        return this.#search();
      } catch (error) {
        if (error instanceof ObsoleteSpace || error instanceof CyclesToCheck) this.space = this.#newSpace();
        else if (!(error instanceof BeginAgain)) throw error;
      }
    }
  }

  #newSpace(): StateSpace {
    const { mutation = {} } = this.#options;
    for (;;) {
      try {
        const isOff = this.#options.symmetry === false || this.#withoutSymmetry;
        const groups = isOff ? [] : interchangeable(this.#session.shared);
        const space = new StateSpace(this.#session, groups, mutation);
        const symmetry = groups.length === 0 ? null : new Symmetry(groups, space, mutation);
        const isThreads = groups
          .flat()
          .every(({ names, threads, objects }) => names.length + objects.length === threads.length);
        this.#groups = groups;
        this.#symmetry = isThreads ? symmetry : null;
        this.#keys = isThreads ? null : symmetry;
        return space;
      } catch (error) {
        if (!(error instanceof ObsoleteSpace)) throw error;
      }
    }
  }

  #begin(): void {
    const { store = 'exact', log2Bits = 30 } = this.#options;
    if (store === 'exact') this.store = new ExactStore();
    else if (store === 'hash-compaction') this.store = new HashStore();
    else this.store = new BitStore(log2Bits);
    this.beginnings++;
    this.transitions = 0;
    this.finals = 0;
    this.depth = 0;
    this.findings = new Map();
    this.#states = new ExactStore();
    this.#partial.clear();
    this.#awakened.length = 0;
    this.#hasCycles = false;
    this.space.visit = () => this.#visit();
  }

  #search(): boolean {
    const state = this.#next;
    // All of them to the end: slots may come to be used while a state is held in them.
    for (const each of [this.#current, this.#next, this.#scratch, this.#start]) each.fill(0);
    this.#way = () => [];
    this.#tail = [];
    this.#prologue = [];
    this.#startOrder = Array.from({ length: this.space.threads }, (_, thread) => thread);
    this.space.checkAlways(state, -1, (claim, message) => this.#found(state, claim, message));
    this.#watched = this.space.watched;
    for (let thread = 0; thread < this.space.threads; thread++) this.#settle(state, thread);
    this.#prologue = this.#tail;
    this.#startOrder = composed(this.#startOrder, this.#symmetry?.canonicalise(state, this.space) ?? null);
    this.#start.set(state);
    return (this.#options.order ?? 'breadth-first') === 'breadth-first' && this.store instanceof ExactStore
      ? this.#breadthFirst(this.store)
      : this.#depthFirst();
  }

  #breadthFirst(store: ExactStore): boolean {
    this.#add(-1, 0);
    this.#sleep[0] = 0;
    this.#done[0] = 0;
    this.levels = [1];
    let levelEnd = 1;
    for (let number = 0; number < store.count; number++) {
      if (number === levelEnd) {
        this.levels.push(store.count - levelEnd);
        levelEnd = store.count;
        if (++this.depth === this.#stepBound) return this.#reachStepBound(number);
      }
      (this.#keys === null ? store : this.#states).get(number, this.#current, this.space.width);
      this.#way = () => this.#wayTo(number);
      if (this.#usesSleep) this.#expandSleeping(number);
      else if (this.#expand((thread, alternative) => this.#add(number, thread | (alternative << 8))))
        this.#partial.add(number);
      if (this.#stop()) return false;
      for (let again = this.#awakened.pop(); again !== undefined; again = this.#awakened.pop()) {
        store.get(again, this.#current, this.space.width);
        this.#way = () => this.#wayTo(again!);
        this.#expandSleeping(again);
      }
    }
    if (this.#hasCycles && this.space.mayCycle) this.#findLivelock(store);
    return true;
  }

  /** Sleep sets leave transitions out: not where every one counts, or threads change places. */
  get #usesSleep(): boolean {
    const { sleepSets = true, paranoid = false } = this.#options;
    return sleepSets && !paranoid && this.#groups.length === 0 && !this.#checksRaces;
  }

  /**
   * As `#expand`, but a thread is not followed whose event would lead, in the other order of two events that commute,
   * to a state that is reached anyway. A state that is reached again with fewer threads asleep is expanded again for
   * those that have woken up.
   */
  #expandSleeping(number: number): void {
    const { space } = this;
    this.#tail = [];
    const moves: number[] = [];
    const isPartial = this.#moves(moves);
    const asleep = this.#sleep[number]!;
    const done = this.#done[number]!;
    if (moves.length === 0) {
      this.#final();
      return;
    }
    if (isPartial) {
      // A choice of one thread's own: nothing to be gained.
      if (done !== 0) return;
      this.#done[number] = WHOLLY;
      if (this.#expand((thread, alternative) => this.#addSleeping(number, thread | (alternative << 8), 0)))
        this.#partial.add(number);
      return;
    }
    const outcomes: Outcome[][] = [];
    for (let k = 0; k < moves.length; k += 2)
      (outcomes[moves[k]!] ??= []).push(space.outcome(this.#current, moves[k]!, moves[k + 1]!));
    let before = asleep;
    for (let k = 0; k < moves.length; k += 2) {
      const bit = 1 << moves[k]!;
      if ((asleep & bit) !== 0 || (done & bit) !== 0) continue;
      let stillAsleep = 0;
      for (let other = 0; other < outcomes.length; other++)
        if ((before & (1 << other)) !== 0 && this.#commute(outcomes[other], outcomes[moves[k]!]!))
          stillAsleep |= 1 << other;
      this.#step(moves[k]!, moves[k + 1]!);
      this.#addSleeping(number, moves[k]! | (moves[k + 1]! << 8), stillAsleep & ~bit);
      if (moves[k + 2] !== moves[k]) before |= bit;
    }
    this.#done[number] = done | (before & ~asleep) | EXPANDED;
  }

  /** True if nobody, no claim either, could tell in which order two threads' events came, whatever they choose. */
  #commute(some: readonly Outcome[] | undefined, others: readonly Outcome[]): boolean {
    const { footprints } = this.#session;
    if (some === undefined) return false; // not awake to say so
    if (this.#options.mutation?.allCommute) return true;
    for (const one of some)
      for (const other of others) {
        if (footprints.conflict(one.footprint, other.footprint)) return false;
        if ((this.space.watchersOf(one) & this.space.watchersOf(other)) !== 0) return false;
      }
    return true;
  }

  /** As `#add`, with the threads that need not be followed from the next state. */
  #addSleeping(parent: number, event: number, asleep: number): boolean {
    const before = this.store.count;
    const isNew = this.#add(parent, event);
    if (isNew) {
      if (before >= this.#sleep.length) {
        this.#sleep = larger(this.#sleep);
        this.#done = larger(this.#done);
      }
      this.#sleep[before] = asleep;
      this.#done[before] = 0;
      return true;
    }
    const known = this.#known;
    const woken = this.#sleep[known]! & ~asleep;
    this.#sleep[known] = this.#sleep[known]! & asleep;
    // A state that waits for its turn needs no more, even if nobody is awake there.
    if (woken !== 0 && this.#done[known] !== 0 && this.#done[known] !== WHOLLY) this.#awakened.push(known);
    return false;
  }

  /** The graph is complete and may have cycles. */
  #findLivelock(store: ExactStore): void {
    if (this.#groups.length > 0) {
      // Fairness is about single threads: in a graph of orbits it cannot be judged.
      this.#withoutSymmetry = true;
      throw new CyclesToCheck();
    }
    const lasso = findLivelock(this.#graph(store), this.space.threads);
    if (lasso === null) return;
    this.#tail = [];
    this.#way = () => this.#wayTo(lasso.state);
    const stem = this.#walk().events.length;
    const cycle = lasso.events.flatMap((event) => [event & 0xff, event >>> 8]);
    this.#way = () => [...this.#wayTo(lasso.state), ...cycle];
    const { events } = this.#walk();
    const loop = (events.length - stem) / 2;
    this.findings.set(LIVELOCK, { claim: LIVELOCK, message: '', events, loop, times: 1 });
  }

  /** The move leads to a state seen before, or to one like it: goes both ways there, and on. */
  #compareWays(known: number): void {
    const here = this.#walk();
    const order = this.#lastOrder;
    const [way, tail] = [this.#way, this.#tail];
    this.#way = () => this.#wayTo(known);
    this.#tail = [];
    const there = this.#walk();
    this.#way = way;
    this.#tail = tail;
    let name: Renaming;
    if (this.#keys !== null) {
      this.#states.get(known, this.#scratch, this.space.width);
      const itsOrder = this.#keys.canonicalise(this.#scratch, this.space);
      const placeOf = order === null ? null : inverse(order);
      name = (known) => {
        const place = placeOf?.[known] ?? known;
        return itsOrder?.[place] ?? place;
      };
      name = fixed(name)!;
    } else {
      const mine = here.realThread === null ? null : composed(here.realThread, order);
      name = (thread) => {
        const place = mine === null ? thread : mine.indexOf(thread);
        return place < 0 ? thread : (there.realThread?.[place] ?? place);
      };
    }
    const { shared } = this.#session;
    const mirror = mirrorOf(this.#groups, name);
    compareWays(shared, [here.events, there.events], mirror, `paranoid ${known}`, this.#stepBound);
  }

  /** All edges again, from the stored states. */
  #graph(store: ExactStore): Graph {
    const { space } = this;
    const start = new Int32Array(store.count + 1);
    const ready = new Int32Array(store.count);
    const target: number[] = [];
    const event: number[] = [];
    const progress: number[] = [];
    const moves: number[] = [];
    const { transitions } = this;
    for (let number = 0; number < store.count; number++) {
      store.get(number, this.#current, space.width);
      this.#way = () => this.#wayTo(number);
      start[number] = target.length;
      for (let thread = 0; thread < space.threads; thread++)
        if (space.ready(this.#current, thread).length > 0) ready[number]! |= 1 << thread;
      moves.length = 0;
      if (this.#partial.has(number)) this.#moves(moves);
      else this.#allMoves(moves);
      for (let k = 0; k < moves.length; k += 2) {
        this.#isWalking = true;
        this.#step(moves[k]!, moves[k + 1]!);
        this.#isWalking = false;
        target.push(store.add(this.#next, space.width));
        event.push(moves[k]! | (moves[k + 1]! << 8));
        progress.push(this.#progressed ? 1 : 0);
      }
    }
    start[store.count] = target.length;
    this.transitions = transitions; // these are the same again
    return {
      states: store.count,
      start,
      target: Int32Array.from(target),
      event: Int32Array.from(event),
      progress: Uint8Array.from(progress),
      ready,
    };
  }

  /** Some path is as long as the scenario allows: there may be no end to it. */
  #reachStepBound(number: number): boolean {
    this.#way = () => this.#wayTo(number);
    this.#tail = [];
    this.#foundStepBound();
    return false;
  }

  #foundStepBound(): void {
    this.#found(null, STEP_BOUND, `an execution did not end within ${this.#stepBound} events, and knew more and more`);
  }

  /** Adds the next state; true if it is new. */
  #add(parent: number, event: number): boolean {
    const dropped = this.#options.mutation?.dropContent;
    if (dropped !== undefined) this.#next[this.space.slotOfObject(dropped)] = 0;
    const number = -1 - this.#store(this.#next);
    if (number < 0) {
      this.#known = -1 - number;
      if (-1 - number <= parent) this.#hasCycles = true; // or it is just a shorter way to an old state
      if (this.#options.paranoid === true) this.#compareWays(-1 - number);
      return false;
    }
    if (number >= this.#parents.length) {
      this.#parents = larger(this.#parents);
      this.#events = larger(this.#events);
    }
    this.#parents[number] = parent;
    this.#events[number] = event;
    if (this.#keys !== null) this.#states.add(this.#next, this.space.width);
    return true;
  }

  /** As `StateStore.add`: the state, or its representative. */
  #store(state: Int32Array): number {
    const keys = this.#keys;
    if (keys === null) return this.store.add(state, this.space.width);
    const key = this.#key;
    key.set(state.subarray(0, this.space.width));
    const order = keys.canonicalise(key, this.space);
    if (this.#options.paranoid) this.#lastOrder = order?.slice() ?? null;
    return this.store.add(key, this.space.width);
  }

  #wayTo(number: number): number[] {
    const way: number[] = [];
    for (let at = number; this.#parents[at]! >= 0; at = this.#parents[at]!)
      way.unshift(this.#events[at]! & 0xff, this.#events[at]! >>> 8);
    return way;
  }

  #depthFirst(): boolean {
    interface Frame {
      readonly state: Int32Array;
      readonly moves: number[];
      /** Moves done. */
      at: number;
      /** The moves are those of one thread; see `#moves`. */
      isPartial: boolean;
      foundNew: boolean;
    }
    const stack: Frame[] = [];
    this.#way = () => stack.flatMap(({ moves, at }, k) => (k === stack.length - 1 ? [] : moves.slice(at - 2, at)));
    const push = (): void => {
      this.#tail = [];
      const state = this.#next.slice(0, this.space.width);
      stack.push({ state, moves: [], at: 0, isPartial: false, foundNew: false });
      this.#load(state);
      this.depth = Math.max(this.depth, stack.length - 1);
      const frame = stack.at(-1)!;
      frame.isPartial = this.#moves(frame.moves);
      if (stack.length > this.#stepBound) {
        this.#foundStepBound();
        frame.moves.length = 0;
        frame.isPartial = false;
      } else if (frame.moves.length === 0) this.#final();
    };
    if (this.#store(this.#next) < 0) push();
    while (stack.length > 0) {
      const frame = stack.at(-1)!;
      if (frame.at === frame.moves.length) {
        if (frame.isPartial && !frame.foundNew) {
          this.#load(frame.state);
          frame.isPartial = false;
          this.#allMoves(frame.moves);
          frame.at = 0;
          if (frame.moves.length > 0) continue;
        }
        stack.pop();
        if (this.#stop()) return false;
        continue;
      }
      this.#load(frame.state);
      const [thread, alternative] = [frame.moves[frame.at]!, frame.moves[frame.at + 1]!];
      this.#step(thread, alternative);
      frame.at += 2;
      if (this.#store(this.#next) >= 0) continue;
      frame.foundNew = true;
      push();
    }
    return true;
  }

  #load(state: Int32Array): void {
    this.#current.fill(0, 0, this.space.width);
    this.#current.set(state);
  }

  /**
   * Every move from the current state, or those of one thread (then true is returned). `add` takes the next state and
   * says whether it is new.
   */
  #expand(add: (thread: number, alternative: number) => boolean): boolean {
    const moves: number[] = [];
    this.#tail = [];
    let isPartial = this.#moves(moves);
    if (moves.length === 0) {
      this.#final();
      return false;
    }
    for (;;) {
      let foundNew = false;
      for (let k = 0; k < moves.length; k += 2) {
        this.#step(moves[k]!, moves[k + 1]!);
        if (add(moves[k]!, moves[k + 1]!)) foundNew = true;
      }
      if (!isPartial || foundNew || this.#options.mutation?.noProviso) return isPartial;
      isPartial = false;
      moves.length = 0;
      this.#tail = [];
      this.#allMoves(moves);
    }
  }

  /** (thread, alternative) pairs to follow from the current state. True if they are those of one thread only. */
  #moves(into: number[]): boolean {
    const { space } = this;
    const state = this.#current;
    for (let thread = 0; thread < space.threads; thread++) {
      const alternatives = space.local(state, thread)?.ready.constant;
      if (alternatives === undefined || alternatives.length < 2) continue;
      if (!this.#isPrivate(state, thread, alternatives)) continue;
      for (const alternative of alternatives) into.push(thread, alternative);
      return true;
    }
    this.#allMoves(into);
    return false;
  }

  #allMoves(into: number[]): void {
    const { space } = this;
    for (let thread = 0; thread < space.threads; thread++) {
      for (const alternative of space.ready(this.#current, thread)) into.push(thread, alternative);
    }
  }

  /** True if nobody else can tell whether the thread's next event has happened. */
  #isPrivate(state: Int32Array, thread: number, alternatives: readonly number[]): boolean {
    for (const alternative of alternatives)
      if (this.space.localOutcome(state, thread, alternative) === null) return false;
    return true;
  }

  /** Makes the move from the current state: leaves the next one in `#next`. */
  #step(thread: number, alternative: number): void {
    const { space } = this;
    this.transitions++;
    this.#tail = [];
    const outcome = space.outcome(this.#current, thread, alternative);
    if (space.mayRace && !this.#checksRaces) {
      this.#checksRaces = true;
      throw new BeginAgain();
    }
    if (space.watched !== this.#watched && this.#usesSleep) throw new BeginAgain(); // other events commute now
    const next = this.#next;
    next.set(this.#current.subarray(0, space.width));
    space.apply(next, outcome);
    this.#tail = [thread, alternative];
    this.#progressed = outcome.progressed;
    for (const { claim, message } of outcome.broken) this.#found(next, claim, message);
    const watchers = space.watchersOf(outcome);
    if (watchers !== 0) space.checkAlways(next, watchers, (claim, message) => this.#found(next, claim, message));
    if (this.#checksRaces)
      this.#checkRaces(this.#options.mutation?.racesBefore ? this.#current : next, thread, outcome);
    this.#settle(next, thread);
    if (outcome.spawned >= 0) this.#settle(next, outcome.spawned);
    if (this.#symmetry === null) return;
    const order = this.#symmetry.canonicalise(next, space);
    if (this.#options.paranoid) this.#lastOrder = order?.slice() ?? null;
  }

  /** Performs the thread's local events, as long as there is no choice. */
  #settle(state: Int32Array, thread: number): void {
    const { space } = this;
    for (let count = 0; count < MAX_LOCAL; count++) {
      const local = space.local(state, thread);
      if (local === undefined || local.ended || local.ready.constant?.length !== 1) return;
      const outcome = space.localOutcome(state, thread, 0);
      if (outcome === null) return;
      space.apply(state, outcome);
      this.#progressed ||= outcome.progressed;
      this.#tail.push(thread, 0);
      for (const { claim, message } of outcome.broken) this.#found(state, claim, message);
    }
  }

  /** The thread's event has just led to this state: does another's that could be next race with it? */
  #checkRaces(state: Int32Array, thread: number, outcome: Outcome): void {
    const { space } = this;
    const { footprints } = this.#session;
    for (let other = 0; other < space.threads; other++) {
      if (other === thread || other === outcome.spawned) continue;
      if (space.local(state, other)?.joins === thread) continue;
      for (const alternative of space.ready(state, other)) {
        const then = space.outcome(state, other, alternative);
        if (!footprints.races(outcome.footprint, then.footprint)) continue;
        this.#tail.push(other, alternative);
        this.#found(null, DATA_RACE, '');
        this.#tail.length -= 2;
      }
    }
  }

  /** Nobody can go on from the current state. */
  #final(): void {
    const { space } = this;
    const state = this.#current;
    this.finals++;
    this.#tail = [];
    this.#options.onFinal?.(this);
    // What broke a claim may have left locks held and pages lost: only the cause is reported.
    if (space.isBroken(state)) return;
    if (space.isStuck(state)) this.#found(null, 'deadlock', '');
    else space.checkAtEnd(state, (claim, message) => this.#found(null, claim, message));
  }

  /** @param state what is broken from now on; null if the search has nothing to remember */
  #found(state: Int32Array | null, claim: string, message: string): void {
    if (state !== null) this.space.setBroken(state);
    if (this.#isWalking) return;
    const known = this.findings.get(claim);
    if (known !== undefined) known.times++;
    else this.findings.set(claim, { claim, message, events: this.#walk().events, loop: 0, times: 1 });
  }

  /** Walks to where the search is: the events, by real threads, and which real thread each thread there is. */
  #walk(): { readonly events: number[]; readonly realThread: number[] | null } {
    const { space } = this;
    const symmetry = this.#symmetry;
    const tail = this.#tail;
    const state = this.#scratch;
    state.set(this.#start);
    const events = [...this.#prologue];
    let real = symmetry === null ? null : [...this.#startOrder];
    const way = this.#way();
    this.#isWalking = true;
    for (let k = 0; k < way.length; k += 2) {
      const outcome = space.outcome(state, way[k]!, way[k + 1]!);
      this.#pushReal(events, way.slice(k, k + 2), state, real);
      this.#tail = [];
      space.apply(state, outcome);
      this.#settle(state, way[k]!);
      if (outcome.spawned >= 0) this.#settle(state, outcome.spawned);
      this.#pushReal(events, this.#tail, state, real);
      if (real !== null) real = composed(real, symmetry!.canonicalise(state, space));
    }
    this.#isWalking = false;
    this.#tail = tail;
    this.#pushReal(events, tail, state, real);
    return { events, realThread: real };
  }

  /**
   * Appends (thread, alternative) pairs under the threads' real numbers. Threads that choose a thread do so in `state`:
   * no event of theirs comes before in `more`.
   */
  #pushReal(events: number[], more: readonly number[], state: Int32Array, real: readonly number[] | null): void {
    for (let k = 0; k < more.length; k += 2) {
      const [thread, alternative] = [more[k]!, more[k + 1]!];
      if (real === null) events.push(thread, alternative);
      else
        events.push(
          real[thread] ?? thread,
          this.space.realAlternative(state, thread, alternative, (each) => real[each] ?? each),
        );
    }
  }

  /** A real execution in the state being looked at; throws UntrackedStateError if that is not what the search thinks. */
  verified(): Execution {
    this.#tail = [];
    const visit = this.#visit();
    this.space.verify(this.#current, visit);
    return visit.execution;
  }

  #visit(): Visit {
    const { events, realThread } = this.#walk();
    return { execution: this.space.run(events), realThread };
  }
}

/** The graph may have cycles, and threads were exchanged: begin again without that. */
class CyclesToCheck extends Error {}

/** Something was learned about which pairs of events matter: begin again, with all that is remembered. */
class BeginAgain extends Error {}

function composed(realThread: number[], order: Int32Array | null): number[] {
  return order === null ? realThread : realThread.map((_, thread) => realThread[order[thread]!]!);
}

function inverse(order: Int32Array): Int32Array {
  const places = new Int32Array(order.length);
  for (const [place, name] of order.entries()) places[name] = place;
  return places;
}
