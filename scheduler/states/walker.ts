/**
 * Where a search stands in the state graph, and the moves from there.
 *
 * Two things that change no answer are done at once: an event that neither reads nor writes anything shared happens
 * together with the one before it, and where a thread's next event is a choice that only itself can see, only that
 * thread is offered.
 */
import { DATA_RACE } from '../detectors/data-race.js';
import type { Execution } from '../execution.js';
import type { Group } from '../interchangeable.js';
import type { Session } from '../session.js';
import type { Outcome } from './local-states.js';
import type { StateSpace } from './state-space.js';
import { sumOf } from './state-store.js';
import { Symmetry, type SymmetryMutation } from './symmetry.js';
import type { Visit } from './visit.js';

/** Slots that a state may have. */
const MAX_WIDTH = 1 << 14;
/** Local events of one thread in a row that are done at once; more may be a loop. */
const MAX_LOCAL = 1_000;

export interface WalkerMutation extends SymmetryMutation {
  /** Races are looked for between events that are next in one state, not between one and what comes after it. */
  readonly racesBefore?: boolean;
}

/** Something was learned about which pairs of events matter: begin again, with all that is remembered. */
export class BeginAgain extends Error {}

/** Somewhere on a walk. */
interface Stand {
  readonly state: Int32Array;
  /** So many numbers in the list of events. */
  readonly events: number;
  /** Which real thread each thread is; null: itself. */
  readonly real: readonly number[] | null;
}

export class Walker {
  readonly space: StateSpace;
  readonly #session: Session;
  readonly #mutation: WalkerMutation;
  /** If threads alone are interchangeable, each state is replaced by its representative. */
  readonly symmetry: Symmetry | null;
  /** Moves made. */
  transitions = 0;
  /** Look for races at every transition. */
  checksRaces = false;
  /** The state that moves are made from. */
  readonly current = newState();
  /** Where the last move led, and its sum; see sumOf. */
  readonly next = newState();
  sum = 0;
  /** The part of `current` that is in use, and its sum. */
  #used: Int32Array = this.current;
  #currentSum = 0;
  readonly #scratch = newState();
  /** The last walk: its moves, the events, and where it stood before each move and at the end. */
  #walked: readonly number[] = [];
  readonly #walkedEvents: number[] = [];
  readonly #stands: Stand[] = [];
  /** How the last move's state was rearranged; see Symmetry.canonicalise. */
  lastOrder: Int32Array | null = null;
  /** The last move got something done. */
  progressed = false;
  /** The way to the current state: (thread, alternative) pairs in the search's own thread numbers. */
  way: () => number[] = () => [];
  /** Events after the current state: those of the last move. */
  tail: number[] = [];
  /** A known way is walked again: nothing on it is news. */
  #isWalking = false;
  /** Called for each claim that a move breaks. */
  readonly #onBroken: (claim: string, message: string) => void;

  constructor(
    session: Session,
    space: StateSpace,
    threadGroups: readonly Group[],
    mutation: WalkerMutation,
    onBroken: (claim: string, message: string) => void,
  ) {
    this.#session = session;
    this.space = space;
    this.#mutation = mutation;
    this.symmetry = threadGroups.length === 0 ? null : new Symmetry(threadGroups, space, mutation);
    this.#onBroken = onBroken;
    space.visit = () => this.#visit();
  }

  /** Leaves the first state in `next`. */
  begin(): void {
    const { space, next } = this;
    this.transitions = 0;
    // All of them to the end: slots may come to be used while a state is held in them.
    for (const each of [this.current, next, this.#scratch]) each.fill(0);
    this.standAt(() => []);
    const itself = this.symmetry === null ? null : Array.from({ length: space.threads }, (_, thread) => thread);
    this.#startAt(next, [], itself);
    space.checkAlways(next, -1, (claim, message) => this.found(next, claim, message));
    for (let thread = 0; thread < space.threads; thread++) this.#settle(next, thread);
    const order = this.symmetry?.canonicalise(next, space) ?? null;
    this.sum = sumOf(next, space.width);
    this.#startAt(next, this.tail, itself === null ? null : composed(itself, order));
  }

  /** Every walk begins in this state, to which these events lead. */
  #startAt(state: Int32Array, events: readonly number[], real: Stand['real']): void {
    this.#walked = [];
    this.#walkedEvents.splice(0, Infinity, ...events);
    this.#stands.splice(0, Infinity, { state: state.slice(0, this.space.width), events: events.length, real });
  }

  /** Says how the current state is reached, and what has happened since. */
  standAt(way: () => number[], tail: number[] = []): void {
    this.way = way;
    this.tail = tail;
  }

  /** Makes a state the current one. */
  load(state: Int32Array): void {
    this.current.fill(0, 0, this.space.width);
    this.current.set(state);
    this.loaded();
  }

  /** To be called when another state has been written into `current`. */
  loaded(): void {
    this.#currentSum = sumOf(this.current, this.space.width);
  }

  /** (thread, alternative) pairs to follow from the current state. True if they are those of one thread only. */
  moves(into: number[]): boolean {
    const { space } = this;
    const state = this.current;
    for (let thread = 0; thread < space.threads; thread++) {
      const alternatives = space.local(state, thread)?.ready.constant;
      if (alternatives === undefined || alternatives.length < 2) continue;
      if (!this.#isPrivate(state, thread, alternatives)) continue;
      for (const alternative of alternatives) into.push(thread, alternative);
      return true;
    }
    this.allMoves(into);
    return false;
  }

  allMoves(into: number[]): void {
    const { space } = this;
    for (let thread = 0; thread < space.threads; thread++) {
      for (const alternative of space.ready(this.current, thread)) into.push(thread, alternative);
    }
  }

  /** True if nobody else can tell whether the thread's next event has happened. */
  #isPrivate(state: Int32Array, thread: number, alternatives: readonly number[]): boolean {
    for (const alternative of alternatives)
      if (this.space.localOutcome(state, thread, alternative) === null) return false;
    return true;
  }

  /** Makes the move from the current state: leaves the next one in `next`. */
  step(thread: number, alternative: number): void {
    const { space, next } = this;
    this.transitions++;
    this.tail = [];
    const outcome = space.outcome(this.current, thread, alternative);
    if (space.mayRace && !this.checksRaces) {
      this.checksRaces = true;
      throw new BeginAgain();
    }
    if (this.#used.length !== space.width) this.#used = this.current.subarray(0, space.width);
    next.set(this.#used);
    this.sum = (this.#currentSum + space.apply(next, outcome)) | 0;
    this.tail = [thread, alternative];
    this.progressed = outcome.progressed;
    for (const { claim, message } of outcome.broken) this.found(next, claim, message);
    const watchers = space.watchersOf(outcome);
    if (watchers !== 0) space.checkAlways(next, watchers, (claim, message) => this.found(next, claim, message));
    if (this.checksRaces) this.#checkRaces(this.#mutation.racesBefore ? this.current : next, thread, outcome);
    this.#settle(next, thread);
    if (outcome.spawned >= 0) this.#settle(next, outcome.spawned);
    if (this.symmetry === null) return;
    this.lastOrder = this.symmetry.canonicalise(next, space);
    if (this.lastOrder !== null) this.sum = sumOf(next, space.width);
  }

  /** As `step`, from a state where that was done before: nothing is counted or news. */
  stepAgain(thread: number, alternative: number): void {
    const { transitions } = this;
    this.#isWalking = true;
    this.step(thread, alternative);
    this.#isWalking = false;
    this.transitions = transitions;
  }

  /** Performs the thread's local events, as long as there is no choice. */
  #settle(state: Int32Array, thread: number): void {
    const { space } = this;
    for (let count = 0; count < MAX_LOCAL; count++) {
      const local = space.local(state, thread);
      if (local === undefined || local.ended || local.ready.constant?.length !== 1) return;
      const outcome = space.localOutcome(state, thread, 0);
      if (outcome === null) return;
      this.sum = (this.sum + space.apply(state, outcome)) | 0;
      this.progressed ||= outcome.progressed;
      this.tail.push(thread, 0);
      for (const { claim, message } of outcome.broken) this.found(state, claim, message);
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
        this.tail.push(other, alternative);
        this.found(null, DATA_RACE, '');
        this.tail.length -= 2;
      }
    }
  }

  /** @param state what is broken from now on; null if the search has nothing to remember */
  found(state: Int32Array | null, claim: string, message: string): void {
    if (state !== null) this.sum = (this.sum + this.space.setBroken(state)) | 0;
    if (!this.#isWalking) this.#onBroken(claim, message);
  }

  /** Walks to where the search is: the events, by real threads, and which real thread each thread there is. */
  walk(): { readonly events: number[]; readonly realThread: readonly number[] | null } {
    const { tail, sum } = this;
    const isWalking = this.#isWalking;
    this.#isWalking = true;
    const { events: count, real } = this.#walkTo(this.way());
    this.#isWalking = isWalking;
    this.tail = tail;
    this.sum = sum;
    const events = this.#walkedEvents.slice(0, count);
    this.#pushReal(events, tail, this.#scratch, real);
    return { events, realThread: real };
  }

  /** To the end of the way, in `#scratch`. Goes on from where the last walk went another way. */
  #walkTo(way: readonly number[]): Stand {
    const { space, symmetry } = this;
    const state = this.#scratch;
    const events = this.#walkedEvents;
    const walked = this.#walked;
    let same = 0;
    while (same < way.length && same < walked.length && way[same] === walked[same]) same++;
    same &= ~1; // whole moves
    this.#walked = []; // until it is there
    this.#stands.length = (same >> 1) + 1;
    let stand = this.#stands.at(-1)!;
    state.fill(0, 0, space.width);
    state.set(stand.state);
    events.length = stand.events;
    for (let k = same; k < way.length; k += 2) {
      let { real } = stand;
      const outcome = space.outcome(state, way[k]!, way[k + 1]!);
      this.#pushReal(events, way.slice(k, k + 2), state, real);
      this.tail = [];
      space.apply(state, outcome);
      this.#settle(state, way[k]!);
      if (outcome.spawned >= 0) this.#settle(state, outcome.spawned);
      this.#pushReal(events, this.tail, state, real);
      if (real !== null) real = composed(real, symmetry!.canonicalise(state, space));
      stand = { state: state.slice(0, space.width), events: events.length, real };
      this.#stands.push(stand);
    }
    this.#walked = way;
    return stand;
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

  /** A real execution in the current state; throws UntrackedStateError if that is not what the search thinks. */
  verified(): Execution {
    this.tail = [];
    const visit = this.#visit();
    this.space.verify(this.current, visit);
    return visit.execution();
  }

  #visit(): Visit {
    const { events, realThread } = this.walk();
    return { events, execution: this.space.stand(events), realThread };
  }
}

/** Room for any state. */
export function newState(): Int32Array<ArrayBuffer> {
  return new Int32Array(MAX_WIDTH);
}

/** Which real thread each thread is after a rearrangement. */
export function composed(realThread: readonly number[], order: Int32Array | null): readonly number[] {
  return order === null ? realThread : realThread.map((_, thread) => realThread[order[thread]!]!);
}
