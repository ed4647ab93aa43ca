/**
 * What source and optimal dynamic partial-order reduction share: run to the end, reverse the races of what was run, go
 * back to the latest node with something left to explore. They differ in what they plan for a race.
 */
import type { Checkpoint, SavedSearch } from '../checkpoint.js';
import { NO_WITNESS, type RaceMutation, Races, scheduleWithout, UNKNOWN } from '../races.js';
import type { Session } from '../session.js';
import { SleepSets } from '../sleep-sets.js';
import { NONE, WakeupTree } from '../wakeup-tree.js';

/** Deliberate faults, for the tests that show that the oracles find them: the known pitfalls of these algorithms. */
export interface Mutation extends RaceMutation {
  /** No race reversal for threads that are still blocked at the end. */
  readonly noBlockedRaces?: boolean;
  /** The sequences that are planned hold only what the second event follows from. */
  readonly cutWakeupSequences?: boolean;
  /** Races whose second event was replayed are not looked at again. */
  readonly skipPrefixRaces?: boolean;
  /** Sleeping steps match whatever alternative they took. */
  readonly sleepByThreadOnly?: boolean;
}

export abstract class Dpor {
  protected readonly session: Session;
  protected readonly mutation: Mutation;
  /** Executions that stopped because every enabled thread was asleep. With optimal DPOR 0; counted to show it. */
  blocked = 0;
  /** Planned events ever inserted. */
  planned = 0;

  protected readonly tree = new WakeupTree();
  /** The tree's node for the path's node before event d; its children are what is still planned there. */
  protected readonly nodes: number[] = [];
  protected readonly sleep = new SleepSets();
  readonly #races: Races;
  /** By depth: children of the path's node there that are fully explored. */
  readonly #explored: number[] = [];
  /** First event of this execution that was not replayed. */
  #fresh = 0;

  // The race that is being reversed: `second` is to come before all of `late`, of which `first` is the earliest.
  #late: readonly number[] = [];
  protected first = 0;
  /** The path's depth for a thread that is blocked at the end. */
  protected second = 0;
  protected secondThread = 0;
  protected secondAlternative = 0;
  protected secondFootprint = UNKNOWN;
  /** v: events of the path after `first` that follow from no late one, without the second event. */
  protected sequence = new Int32Array(64);
  /** Of `sequence`; -1 before `buildSequence`. */
  protected length = -1;

  constructor(session: Session, mutation: Mutation) {
    this.session = session;
    this.mutation = mutation;
    this.#races = new Races(session, mutation);
  }

  /**
   * Plans an execution in which the second event comes before the first, unless one is planned or done. Returns the
   * highest event index that proves the latter, or NO_WITNESS.
   */
  protected abstract reverse(): number;

  /** Whether the running thread goes on if it can, where nothing is planned. */
  protected abstract readonly staysOnThread: boolean;

  /**
   * Explores everything. `onEnd` is called at the end of each execution that is not blocked, with the session at its
   * last state; returning false stops. Returns true if the exploration is complete.
   * @param from where to go on; the session has learned what belongs to it
   */
  explore(onEnd: () => boolean, from: Pick<Checkpoint, 'session' | 'search'> | null = null): boolean {
    const { session } = this;
    let saved = from;
    for (;;) {
      session.restart();
      this.blocked = 0;
      this.planned = 0;
      this.tree.clear();
      this.nodes[0] = this.tree.create(0, 0, UNKNOWN);
      this.#explored[0] = 0;
      this.sleep.end[0] = 0;
      this.#fresh = 0;
      if (saved !== null) {
        session.resume(saved.session, saved.search.events);
        this.#restore(saved.search);
      }
      const outcome = this.#run(onEnd, saved !== null);
      if (outcome !== 'restart') return outcome === 'complete';
      saved = null;
    }
  }

  /** Where it stands; to be asked at the end of an execution. */
  save(): SavedSearch {
    const { session, blocked, planned, nodes, tree, sleep } = this;
    const { depth } = session.path;
    return {
      events: session.path.events(),
      blocked,
      planned,
      fresh: this.#fresh,
      nodes: nodes.slice(0, depth + 1),
      explored: this.#explored.slice(0, depth + 1),
      tree: tree.save(),
      sleep: sleep.save(depth),
      races: this.#races.save(depth),
    };
  }

  /** The session is at the end of that execution. */
  #restore(saved: SavedSearch): void {
    this.blocked = saved.blocked;
    this.planned = saved.planned;
    this.#fresh = saved.fresh;
    for (const [d, node] of saved.nodes.entries()) this.nodes[d] = node;
    for (const [d, count] of saved.explored.entries()) this.#explored[d] = count;
    this.tree.restore(saved.tree);
    this.sleep.restore(saved.sleep);
    this.#races.restore(saved.races);
  }

  /** @param isAtEnd the session is at the end of an execution that was looked at already */
  #run(onEnd: () => boolean, isAtEnd: boolean): 'complete' | 'stopped' | 'restart' {
    const { session, tree } = this;
    for (;;) {
      if (!isAtEnd) {
        const outcome = this.#execute(onEnd);
        if (outcome !== 'on') return outcome;
      }
      isAtEnd = false;
      let d = session.path.depth;
      do {
        if (--d < 0) return 'complete';
        tree.release(this.nodes[d + 1]!);
      } while (tree.firstChild[this.nodes[d]!] === NONE);
      this.sleep.add(session.path, d);
      this.#explored[d]!++;
      this.#fresh = d;
      session.rewind(d);
    }
  }

  /** One execution from where the session is to its end, and what its races plan. */
  #execute(onEnd: () => boolean): 'on' | 'stopped' | 'restart' {
    const { session, tree } = this;
    const { path } = session;
    let isBlocked = false;
    for (;;) {
      const d = path.depth;
      if (session.isAtStepBound()) break;
      const node = this.nodes[d]!;
      if (tree.firstChild[node] !== NONE) {
        const next = tree.takeFirst(node);
        this.#thread = tree.thread[next]!;
        this.#alternative = tree.alternative[next]!;
        this.nodes[d + 1] = next;
      } else if (this.#pick(d)) {
        this.nodes[d + 1] = tree.create(this.#thread, this.#alternative, UNKNOWN);
      } else {
        isBlocked = this.#isAnyEnabled;
        if (isBlocked) this.blocked++;
        else session.end();
        break;
      }
      session.step(this.#thread, this.#alternative);
      if (session.restartNeeded) return 'restart';
      this.#explored[d + 1] = 0;
      this.sleep.descend(path, d);
      this.#races.find(d);
    }
    if (session.restartNeeded) return 'restart';
    this.#reverseRaces();
    if (session.restartNeeded) return 'restart';
    if (!isBlocked && !onEnd()) return 'stopped';
    return session.restartNeeded ? 'restart' : 'on';
  }

  /**
   * The share of the exploration that is done, in (0, 1], if all branches of a node were equally large and no more
   * were to come: mostly too much. To be asked at the end of an execution.
   */
  get coverage(): number {
    const { tree } = this;
    let share = 1;
    for (let d = this.session.path.depth - 1; d >= 0; d--) {
      let planned = 0;
      for (let child = tree.firstChild[this.nodes[d]!]!; child !== NONE; child = tree.nextSibling[child]!) planned++;
      const explored = this.#explored[d]!;
      share = (explored + share) / (explored + 1 + planned);
    }
    return share;
  }

  // The step to take next.
  #thread = 0;
  #alternative = 0;
  #isAnyEnabled = false;

  /** The first enabled step that is not asleep, from the running thread on or from the first. */
  #pick(d: number): boolean {
    const { execution, path } = this.session;
    const threads = execution.threads.length;
    const last = this.staysOnThread && d > 0 ? path.thread[d - 1]! : 0;
    this.#isAnyEnabled = false;
    for (let k = 0; k < threads; k++) {
      const t = last + k < threads ? last + k : last + k - threads;
      if (!execution.isEnabled(t)) continue;
      this.#isAnyEnabled = true;
      for (const a of execution.alternatives(t)) {
        if (this.sleep.isAsleep(d, t, a)) continue;
        this.#thread = t;
        this.#alternative = a;
        return true;
      }
    }
    return false;
  }

  // Race reversal ----------------------------------------------------------------------------------------------

  /** All races of the finished execution: those of its events, then those of threads that are still blocked. */
  #reverseRaces(): void {
    const { session } = this;
    const { path, execution } = session;
    const races = this.#races;
    const { depth } = path;
    for (let j = this.mutation.skipPrefixRaces ? this.#fresh : 0; j < depth; j++) {
      for (let r = races.start[j]!; r < races.start[j + 1]!; r++) {
        const witness = races.witness[r]!;
        if (witness !== NO_WITNESS && witness < this.#fresh) continue;
        this.#aim(r, j, path.thread[j]!);
        races.witness[r] = this.reverse();
        if (session.restartNeeded) return;
      }
    }
    if (this.mutation.noBlockedRaces) return;
    for (let t = 0; t < execution.threads.length; t++) {
      const pending = execution.threads[t]?.pending;
      if (pending == null || pending.operation.enabled === undefined || pending.operation.joins !== undefined) continue;
      // Cut off by the step bound, or in a spin loop, which what it read follows all of; or not its turn.
      if (execution.isPossible(t) || execution.isGated(t)) continue;
      const end = races.findBlocked(t);
      for (let r = races.start[depth]!; r < end; r++) {
        this.#aim(r, depth, t);
        this.reverse();
        if (session.restartNeeded) return;
      }
    }
  }

  /** Race r is next: `thread`'s step (event j, or pending where j is the depth) is to come before its late events. */
  #aim(r: number, j: number, thread: number): void {
    const { late, alternative, footprint } = this.#races;
    this.#late = late[r]!;
    this.first = this.#late[0]!;
    this.second = j;
    this.secondThread = thread;
    this.secondFootprint = footprint[r]!;
    this.secondAlternative = this.#alternativeThere(alternative[r]!);
    this.length = -1;
  }

  /** The second event's alternative at its new place, where others may be offered. */
  #alternativeThere(alternative: number): number {
    const { path, execution } = this.session;
    const { second, secondThread } = this;
    const operation =
      second < path.depth ? path.operation[second]! : execution.threads[secondThread]!.pending!.operation;
    // One that is known to do the same there has the same to choose from, and so has another outcome in the same place.
    if (operation.candidates === undefined || this.secondFootprint !== UNKNOWN || this.first === second)
      return alternative;
    const schedule = scheduleWithout(path, this.#late, second, path.depth);
    const offered = this.session.alternativesAfter(schedule, secondThread);
    return offered.includes(alternative) ? alternative : offered[0]!;
  }

  /**
   * Fills `sequence`: all events after `first`, in the whole execution, that follow from no late one; not the second
   * event. Those behind the second event count too: what it touches at its new place may conflict with them.
   */
  protected buildSequence(): void {
    if (this.length >= 0) return;
    const { path } = this.session;
    const late = this.#late;
    const { depth } = path;
    if (this.sequence.length < depth) this.sequence = new Int32Array(depth * 2);
    let length = 0;
    for (let k = this.first + 1; k < depth; k++) {
      if (k === this.second || path.isAfter(late, k)) continue;
      if (this.mutation.cutWakeupSequences && !(this.second < depth && path.happensBefore(k, this.second))) continue;
      this.sequence[length++] = k;
    }
    this.length = length;
  }

  /** The thread's event at the node before `first`, if it occurs in v; else -1. Not the second event. */
  protected occurrence(thread: number): number {
    const { path } = this.session;
    const { stride, counts, depth } = path;
    const nth = counts[this.first * stride + thread]!;
    if (nth >= counts[depth * stride + thread]!) return -1;
    const f = path.eventAt[thread]![nth]!;
    return f !== this.second && !path.isAfter(this.#late, f) ? f : -1;
  }

  /** Was everything that event f follows there before `first`? */
  protected isFirst(f: number): boolean {
    const { stride, counts, clocks, thread } = this.session.path;
    for (let p = 0; p < stride; p++)
      if (p !== thread[f] && clocks[f * stride + p]! > counts[this.first * stride + p]!) return false;
    return true;
  }

  /** The second event's footprint at its new place, after `sequence`: run it there if nothing else tells. */
  protected resolveSecond(): number {
    if (this.secondFootprint === UNKNOWN) {
      const { path } = this.session;
      const schedule = scheduleWithout(path, this.#late, this.second, path.depth);
      this.secondFootprint = this.session.probe(schedule, this.secondThread, this.secondAlternative);
    }
    return this.secondFootprint;
  }

  /** Makes the step a planned child of the tree's node. */
  protected plan(parent: number, thread: number, alternative: number, footprint: number): number {
    this.planned++;
    const node = this.tree.create(thread, alternative, footprint);
    this.tree.append(parent, node);
    return node;
  }
}
