/**
 * Search over states: every reachable state once, however many interleavings lead there. Breadth-first finds the
 * shortest way to each failure; depth-first needs no numbered states and so works with lossy stores.
 *
 * Where only the moves of one thread are offered (see Walker) only that thread goes on, unless all of them lead to states
 * seen before: then everybody does, so that nobody waits for ever.
 */
import { CheckpointError, type CheckpointOf, type SavedSession, type SavedStanding } from '../checkpoint.js';
import { DEADLOCK } from '../detectors/deadlock.js';
import { FORGOTTEN_UNLOCK } from '../detectors/forgotten-unlock.js';
import type { Execution } from '../execution.js';
import { LIVELOCK, STEP_BOUND } from '../findings.js';
import { type Group, interchangeable, mirrorOf } from '../interchangeable.js';
import { type Packed, packed, unpacked } from '../packed.js';
import { larger } from '../races.js';
import type { Session } from '../session.js';
import { findLivelock } from '../states/lassos.js';
import type { KindMutation, Outcome } from '../states/local-states.js';
import { compareWays } from '../states/paranoid.js';
import { stateGraph } from '../states/state-graph.js';
import { ObsoleteSpace, type SavedSpace, StateSpace, SymmetryLost } from '../states/state-space.js';
import { BitStore, ExactStore, HashStore, type SavedStore, type StateStore, sumOf } from '../states/state-store.js';
import { Symmetry } from '../states/symmetry.js';
import { fixed, type Renaming } from '../states/values.js';
import { UntrackedStateError } from '../states/visit.js';
import { BeginAgain, composed, newState, Walker, type WalkerMutation } from '../states/walker.js';

/** What is kept of a state that was seen: all of it, 63 bits, or three bits. */
export type StoreKind = 'exact' | 'hash-compaction' | 'bitstate';

/** How states are searched. */
export interface StateSearchOptions {
  /** Default breadth-first: shortest counterexamples. */
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
  /** Deliberate faults, for the tests that show that the oracles find them. @internal */
  readonly mutation?: StateMutation;
  /** Called in each state in which nobody can go on. @internal */
  readonly onFinal?: (search: StateSearch) => void;
}

export interface StateMutation extends KindMutation, WalkerMutation {
  /** The content of the object with this id is no part of a state. */
  readonly dropContent?: number;
  /** Sleep sets take all events for independent. */
  readonly allCommute?: boolean;
  /** Where one thread has a choice of its own, the others never go on before it. */
  readonly noProviso?: boolean;
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

/** A state that is being searched depth-first. */
interface Frame {
  readonly state: Int32Array;
  readonly moves: number[];
  /** Moves done. */
  at: number;
  /** The moves are those of one thread. */
  isPartial: boolean;
  foundNew: boolean;
}

/** Explored state by state. */
export interface StateCheckpoint extends CheckpointOf<'states'> {
  /** @internal */
  readonly session: SavedSession;
  /** @internal */
  readonly search: SavedStateSearch;
  /** States whose steps have been looked at. @internal */
  readonly expanded: number;
}

/** See Checkpoint. The search stands after a state that has been looked at. */
export interface SavedStateSearch {
  readonly withoutSymmetry: boolean;
  readonly space: SavedSpace;
  readonly patterns: readonly (readonly string[])[];
  readonly transitions: number;
  readonly checksRaces: boolean;
  readonly store: SavedStore;
  readonly states: SavedStore;
  readonly finals: number;
  readonly depth: number;
  readonly levels: readonly number[];
  readonly levelEnd: number;
  readonly findings: readonly StateFinding[];
  readonly beginnings: number;
  readonly watched: number;
  readonly awakened: readonly number[];
  readonly partial: readonly number[];
  readonly hasCycles: boolean;
  /** Breadth-first: the number of the state; and by number of state. */
  readonly number: number;
  readonly sleep: Packed;
  readonly done: Packed;
  readonly parents: Packed;
  readonly events: Packed;
  /** Depth-first. */
  readonly stack: readonly (Omit<Frame, 'state'> & { readonly state: readonly number[] })[];
}

/** In `#done`, beside threads: the state has had its turn, though perhaps everybody was asleep; and: with no one asleep. */
const EXPANDED = 1 << 30;
const WHOLLY = -1;

export class StateSearch {
  readonly #session: Session;
  readonly #options: StateSearchOptions;
  #walker!: Walker;
  store!: StateStore;
  /** States in which nobody can go on. */
  finals = 0;
  /** Events of the longest path looked at, local ones not counted. */
  depth = 0;
  /** Breadth-first: new states at each depth that has been reached completely. */
  levels: number[] = [];
  findings = new Map<string, StateFinding>();
  /** Times the search was begun; counts are of the last one. */
  beginnings = 0;
  /** What is interchangeable. */
  #groups: readonly Group[] = [];
  /** If that is more than threads, the search goes through states as they are, and keeps one for each representative. */
  #keys: Symmetry | null = null;
  readonly #key = newState();
  /** With `#keys`: how the last key was rearranged; see Symmetry.canonicalise. */
  #keyOrder: Int32Array | null = null;
  /** With `#keys`, breadth-first: the states themselves, by number. */
  #states = new ExactStore();
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
  /** Breadth-first: the state that was looked at last, and the first one of the next level. */
  #number = -1;
  #levelEnd = 0;
  /** Depth-first. */
  #stack: Frame[] = [];
  #withoutSymmetry = false;
  #stop: () => boolean = () => false;
  readonly #stepBound: number;

  constructor(session: Session, options: StateSearchOptions = {}) {
    this.#session = session;
    this.#options = options;
    this.#stepBound = session.stepBound;
  }

  /**
   * Calls `onState` after each expanded state; false from it stops. True if the search is complete.
   * @param from to go on from; the session knows what the saved one did
   */
  explore(onState: () => boolean, from: SavedStanding<SavedStateSearch> | null = null): boolean {
    this.#stop = () => !onState();
    this.#withoutSymmetry = from?.search.withoutSymmetry ?? false;
    this.#prepare();
    for (let saved = from; ; saved = null) {
      this.#begin();
      if (saved !== null) {
        this.#session.resume(saved.session, []);
        this.#restore(saved.search);
      }
      try {
        return this.#search(saved !== null);
      } catch (error) {
        this.#withoutSymmetry ||= error instanceof SymmetryLost;
        if (error instanceof ObsoleteSpace || error instanceof SymmetryLost) this.#prepare();
        else if (!(error instanceof BeginAgain)) throw error;
      }
    }
  }

  /** The states known, all of them real. */
  get space(): StateSpace {
    return this.#walker.space;
  }

  get transitions(): number {
    return this.#walker.transitions;
  }

  /** A new space, and what is interchangeable in it. */
  #prepare(): void {
    const { symmetry = true, mutation = {} } = this.#options;
    for (;;) {
      try {
        const isOff = !symmetry || this.#withoutSymmetry;
        const groups = isOff ? [] : interchangeable(this.#session.shared);
        const space = new StateSpace(this.#session, groups, mutation);
        const isThreads = groups
          .flat()
          .every(({ names, threads, objects }) => names.length + objects.length === threads.length);
        this.#groups = groups;
        this.#keys = isThreads ? null : new Symmetry(groups, space, mutation);
        this.#walker = new Walker(this.#session, space, isThreads ? groups : [], mutation, (claim, message) =>
          this.#found(claim, message),
        );
        return;
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
    this.finals = 0;
    this.depth = 0;
    this.findings = new Map();
    this.#states = new ExactStore();
    this.#partial.clear();
    this.#awakened.length = 0;
    this.#hasCycles = false;
    this.#number = -1;
    this.#stack = [];
  }

  save(): SavedStateSearch {
    const { count } = this.store;
    const column = (numbers: Int32Array) => packed(numbers.subarray(0, this.#number < 0 ? 0 : count));
    return {
      withoutSymmetry: this.#withoutSymmetry,
      space: this.space.save(),
      patterns: this.#symmetries.map(({ patterns }) => patterns),
      transitions: this.transitions,
      checksRaces: this.#walker.checksRaces,
      store: this.store.save(),
      states: this.#states.save(),
      finals: this.finals,
      depth: this.depth,
      levels: [...this.levels],
      levelEnd: this.#levelEnd,
      findings: [...this.findings.values()].map((finding) => ({ ...finding })),
      beginnings: this.beginnings,
      watched: this.#watched,
      awakened: [...this.#awakened],
      partial: [...this.#partial],
      hasCycles: this.#hasCycles,
      number: this.#number,
      sleep: column(this.#sleep),
      done: column(this.#done),
      parents: column(this.#parents),
      events: column(this.#events),
      stack: this.#stack.map(({ state, moves, ...frame }) => ({ ...frame, moves: [...moves], state: [...state] })),
    };
  }

  /** The search has just begun, and nothing has been looked at. Throws CheckpointError. */
  #restore(saved: SavedStateSearch): void {
    const walker = this.#walker;
    try {
      this.space.restore(saved.space);
    } catch (error) {
      if (!(error instanceof ObsoleteSpace || error instanceof UntrackedStateError)) throw error;
      throw new CheckpointError(`${this.#session.scenario.name}: the events of the checkpoint cannot happen`);
    }
    for (const [k, symmetry] of this.#symmetries.entries()) symmetry.learn(saved.patterns[k]!);
    walker.begin();
    walker.transitions = saved.transitions;
    walker.checksRaces = saved.checksRaces;
    this.store.restore(saved.store);
    this.#states.restore(saved.states);
    this.finals = saved.finals;
    this.depth = saved.depth;
    this.levels = [...saved.levels];
    this.#levelEnd = saved.levelEnd;
    this.findings = new Map(saved.findings.map((finding) => [finding.claim, { ...finding }]));
    this.beginnings = saved.beginnings;
    this.#watched = saved.watched;
    this.#awakened.push(...saved.awakened);
    for (const state of saved.partial) this.#partial.add(state);
    this.#hasCycles = saved.hasCycles;
    this.#number = saved.number;
    this.#sleep = unpacked(saved.sleep);
    this.#done = unpacked(saved.done);
    this.#parents = unpacked(saved.parents);
    this.#events = unpacked(saved.events);
    this.#stack = saved.stack.map((frame) => ({
      ...frame,
      moves: [...frame.moves],
      state: Int32Array.from(frame.state),
    }));
  }

  /** Of states, or of their representatives. */
  get #symmetries(): readonly Symmetry[] {
    return [this.#keys, this.#walker.symmetry].filter((each) => each !== null);
  }

  /** @param goesOn from what was restored */
  #search(goesOn: boolean): boolean {
    if (!goesOn) {
      this.#walker.begin();
      this.#watched = this.space.watched;
    }
    return (this.#options.order ?? 'breadth-first') === 'breadth-first' && this.store instanceof ExactStore
      ? this.#breadthFirst(this.store, goesOn)
      : this.#depthFirst(goesOn);
  }

  #breadthFirst(store: ExactStore, goesOn: boolean): boolean {
    if (goesOn) this.#wake(store);
    else {
      this.#add(-1, 0);
      this.#sleep[0] = 0;
      this.#done[0] = 0;
      this.levels = [1];
      this.#levelEnd = 1;
    }
    while (++this.#number < store.count) {
      const number = this.#number;
      if (number === this.#levelEnd) {
        this.levels.push(store.count - number);
        this.#levelEnd = store.count;
        if (++this.depth === this.#stepBound) return this.#reachStepBound(number);
      }
      this.#standAt(this.#keys === null ? store : this.#states, number);
      if (this.#usesSleep) this.#expandSleeping(number);
      else if (this.#expand((thread, alternative) => this.#add(number, thread | (alternative << 8))))
        this.#partial.add(number);
      if (this.#stop()) return false;
      this.#wake(store);
    }
    if (this.#hasCycles && this.space.mayCycle) this.#findLivelock(store);
    return true;
  }

  /** Expands again the states in which somebody has woken up. */
  #wake(store: ExactStore): void {
    for (let again = this.#awakened.pop(); again !== undefined; again = this.#awakened.pop()) {
      this.#standAt(store, again);
      this.#expandSleeping(again);
    }
    if (this.#usesSleep && this.space.watched !== this.#watched) throw new BeginAgain(); // other events commute now
  }

  #standAt(states: ExactStore, number: number): void {
    const walker = this.#walker;
    states.get(number, walker.current, this.space.width);
    walker.loaded();
    walker.standAt(() => this.#wayTo(number));
  }

  /** Sleep sets leave transitions out: not where every one counts, or threads change places. */
  get #usesSleep(): boolean {
    const { sleepSets = true, paranoid = false } = this.#options;
    return sleepSets && !paranoid && this.#groups.length === 0 && !this.#walker.checksRaces;
  }

  /**
   * As `#expand`, but a thread is not followed whose event would lead, in the other order of two events that commute,
   * to a state that is reached anyway. A state that is reached again with fewer threads asleep is expanded again for
   * those that have woken up.
   */
  #expandSleeping(number: number): void {
    const walker = this.#walker;
    const moves: number[] = [];
    const isPartial = walker.moves(moves);
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
    const outcomes: Outcome[] = [];
    let ready = 0;
    for (let k = 0; k < moves.length; k += 2) {
      outcomes.push(walker.space.outcome(walker.current, moves[k]!, moves[k + 1]!));
      ready |= 1 << moves[k]!;
    }
    let before = asleep;
    for (let k = 0; k < moves.length; k += 2) {
      const bit = 1 << moves[k]!;
      if ((asleep & bit) !== 0 || (done & bit) !== 0) continue;
      let stillAsleep = before & ready & ~bit;
      for (let other = 0; other < moves.length; other += 2) {
        const otherBit = 1 << moves[other]!;
        for (let mine = 0; mine < moves.length && (stillAsleep & otherBit) !== 0; mine += 2)
          if (moves[mine] === moves[k] && !this.#commute(outcomes[other >> 1]!, outcomes[mine >> 1]!))
            stillAsleep &= ~otherBit;
      }
      walker.step(moves[k]!, moves[k + 1]!);
      this.#addSleeping(number, moves[k]! | (moves[k + 1]! << 8), stillAsleep);
      if (moves[k + 2] !== moves[k]) before |= bit;
    }
    this.#done[number] = done | (before & ~asleep) | EXPANDED;
  }

  /** True if nobody, no claim either, could tell in which order the two events came. */
  #commute(one: Outcome, other: Outcome): boolean {
    if (this.#options.mutation?.allCommute) return true;
    if (this.#session.footprints.conflict(one.footprint, other.footprint)) return false;
    return (this.space.watchersOf(one) & this.space.watchersOf(other)) === 0;
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
    // Fairness is about single threads: in a graph of orbits it cannot be judged.
    if (this.#groups.length > 0) throw new SymmetryLost();
    const walker = this.#walker;
    const load = (number: number) => this.#standAt(store, number);
    const graph = stateGraph(walker, store, load, (number) => this.#partial.has(number));
    const lasso = findLivelock(graph, this.space.threads);
    if (lasso === null) return;
    walker.standAt(() => this.#wayTo(lasso.state));
    const stem = walker.walk().events.length;
    const cycle = lasso.events.flatMap((event) => [event & 0xff, event >>> 8]);
    walker.standAt(() => [...this.#wayTo(lasso.state), ...cycle]);
    const { events } = walker.walk();
    const loop = (events.length - stem) / 2;
    this.findings.set(LIVELOCK, { claim: LIVELOCK, message: '', events, loop, times: 1 });
  }

  /** The move leads to a state seen before, or to one like it: goes both ways there, and on. */
  #compareWays(known: number): void {
    const walker = this.#walker;
    const order = (this.#keys === null ? walker.lastOrder : this.#keyOrder)?.slice() ?? null;
    const here = walker.walk();
    const { way, tail } = walker;
    walker.standAt(() => this.#wayTo(known));
    const there = walker.walk();
    walker.standAt(way, tail);
    let name: Renaming;
    if (this.#keys !== null) {
      this.#states.get(known, this.#key, this.space.width);
      const itsOrder = this.#keys.canonicalise(this.#key, this.space);
      const placeOf = order === null ? null : inverse(order);
      name = (known) => {
        const place = placeOf?.[known] ?? known;
        return itsOrder?.[place] ?? place;
      };
      name = fixed(name);
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

  /** Some path is as long as the scenario allows: there may be no end to it. */
  #reachStepBound(number: number): boolean {
    this.#walker.standAt(() => this.#wayTo(number));
    this.#foundStepBound();
    return false;
  }

  #foundStepBound(): void {
    this.#walker.found(
      null,
      STEP_BOUND,
      `an execution did not end within ${this.#stepBound} events, and knew more and more`,
    );
  }

  /** Adds the next state; true if it is new. */
  #add(parent: number, event: number): boolean {
    const { next } = this.#walker;
    const dropped = this.#options.mutation?.dropContent;
    if (dropped !== undefined) {
      next[this.space.slotOfObject(dropped)] = 0;
      this.#walker.sum = sumOf(next, this.space.width);
    }
    const number = -1 - this.#store();
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
    if (this.#keys !== null) this.#states.add(next, this.space.width, this.#walker.sum);
    return true;
  }

  /** As `StateStore.add`: the next state, or its representative. */
  #store(): number {
    const keys = this.#keys;
    const { next, sum } = this.#walker;
    const { width } = this.space;
    if (keys === null) return this.store.add(next, width, sum);
    const key = this.#key;
    key.set(next.subarray(0, width));
    this.#keyOrder = keys.canonicalise(key, this.space);
    return this.#keyOrder === null ? this.store.add(key, width, sum) : this.store.add(key, width);
  }

  #wayTo(number: number): number[] {
    const way: number[] = [];
    for (let at = number; this.#parents[at]! >= 0; at = this.#parents[at]!)
      way.push(this.#events[at]! >>> 8, this.#events[at]! & 0xff);
    return way.reverse();
  }

  #depthFirst(goesOn: boolean): boolean {
    const walker = this.#walker;
    const stack = this.#stack;
    const way = () => stack.flatMap(({ moves, at }, k) => (k === stack.length - 1 ? [] : moves.slice(at - 2, at)));
    const push = (): void => {
      const state = walker.next.slice(0, this.space.width);
      stack.push({ state, moves: [], at: 0, isPartial: false, foundNew: false });
      walker.load(state);
      walker.standAt(way);
      this.depth = Math.max(this.depth, stack.length - 1);
      const frame = stack.at(-1)!;
      frame.isPartial = walker.moves(frame.moves);
      if (stack.length > this.#stepBound) {
        this.#foundStepBound();
        frame.moves.length = 0;
        frame.isPartial = false;
      } else if (frame.moves.length === 0) this.#final();
    };
    if (goesOn) walker.standAt(way);
    else if (this.#store() < 0) push();
    while (stack.length > 0) {
      const frame = stack.at(-1)!;
      if (frame.at === frame.moves.length) {
        if (frame.isPartial && !frame.foundNew) {
          walker.load(frame.state);
          walker.standAt(way);
          frame.isPartial = false;
          walker.allMoves(frame.moves);
          frame.at = 0;
          if (frame.moves.length > 0) continue;
        }
        stack.pop();
        if (this.#stop()) return false;
        continue;
      }
      walker.load(frame.state);
      const [thread, alternative] = [frame.moves[frame.at]!, frame.moves[frame.at + 1]!];
      walker.step(thread, alternative);
      frame.at += 2;
      if (this.#store() >= 0) continue;
      frame.foundNew = true;
      push();
    }
    return true;
  }

  /**
   * Every move from the current state, or those of one thread (then true is returned). `add` takes the next state and
   * says whether it is new.
   */
  #expand(add: (thread: number, alternative: number) => boolean): boolean {
    const walker = this.#walker;
    const moves: number[] = [];
    let isPartial = walker.moves(moves);
    if (moves.length === 0) {
      this.#final();
      return false;
    }
    for (;;) {
      let foundNew = false;
      for (let k = 0; k < moves.length; k += 2) {
        walker.step(moves[k]!, moves[k + 1]!);
        if (add(moves[k]!, moves[k + 1]!)) foundNew = true;
      }
      if (!isPartial || foundNew || this.#options.mutation?.noProviso) return isPartial;
      isPartial = false;
      moves.length = 0;
      walker.standAt(walker.way);
      walker.allMoves(moves);
    }
  }

  /** Nobody can go on from the current state. */
  #final(): void {
    const walker = this.#walker;
    const { space, current } = walker;
    this.finals++;
    this.#options.onFinal?.(this);
    // What broke a claim may have left locks held and pages lost: only the cause is reported.
    if (space.isBroken(current)) return;
    if (space.isStuck(current)) walker.found(null, DEADLOCK, '');
    else if (space.holdsLocks(current)) walker.found(null, FORGOTTEN_UNLOCK, '');
    else space.checkAtEnd(current, (claim, message) => walker.found(null, claim, message));
  }

  #found(claim: string, message: string): void {
    const known = this.findings.get(claim);
    if (known !== undefined) known.times++;
    else this.findings.set(claim, { claim, message, events: this.#walker.walk().events, loop: 0, times: 1 });
  }

  /** A real execution in the state being expanded; throws UntrackedStateError if that is not what the search thinks. */
  verified(): Execution {
    return this.#walker.verified();
  }
}

function inverse(order: Int32Array): Int32Array {
  const places = new Int32Array(order.length);
  for (const [place, name] of order.entries()) places[name] = place;
  return places;
}
