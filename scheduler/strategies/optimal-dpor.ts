/**
 * Optimal dynamic partial-order reduction with wakeup trees: exactly one execution per Mazurkiewicz trace.
 *
 * After Abdulla, Aronis, Jonsson, Sagonas, "Optimal dynamic partial order reduction" (POPL 2014, JACM 2017),
 * algorithm 2. Departures, each held by the oracle tests:
 * - race reversal of blocking steps and of threads blocked at the end looks for the latest earlier events before
 *   which the step was enabled (for a lock: the acquisition, never the release);
 * - what a reversed event touches at its new place is worked out only when a comparison needs it, by a probe run;
 * - a race found covered by events of the replayed prefix alone stays covered while that prefix stands, and is not
 *   looked at again (`witness`).
 */
import { larger, NO_WITNESS, type RaceMutation, Races, scheduleWithout, UNKNOWN } from '../races.js';
import type { Session } from '../session.js';
import { NONE, WakeupTree } from '../wakeup-tree.js';

/** Deliberate faults, for the tests that show that the oracles find them: the known pitfalls of this algorithm. */
export interface Mutation extends RaceMutation {
  /** No race reversal for threads that are still blocked at the end. */
  readonly noBlockedRaces?: boolean;
  /** Wakeup sequences hold only what the second event follows from. */
  readonly cutWakeupSequences?: boolean;
  /** Races whose second event was replayed are not looked at again. */
  readonly skipPrefixRaces?: boolean;
  /** Sleeping steps match whatever alternative they took. */
  readonly sleepByThreadOnly?: boolean;
}

export class OptimalDpor {
  readonly #session: Session;
  readonly #mutation: Mutation;
  /** Executions that stopped because every enabled thread was asleep. Always 0; counted to show it. */
  blocked = 0;
  /** Planned events ever inserted into wakeup trees. */
  planned = 0;

  readonly #tree = new WakeupTree();
  /** The tree's node for the path's node before event d; its children are what is still planned there. */
  readonly #nodes: number[] = [];
  // Sleep sets, one segment a node, stacked.
  #sleepStart = new Int32Array(65);
  #sleepEnd = new Int32Array(65);
  #sleepThread = new Int32Array(256);
  #sleepAlternative = new Int32Array(256);
  #sleepFootprint = new Int32Array(256);
  readonly #races: Races;
  /** By depth: children of the path's node there that are fully explored. */
  readonly #explored: number[] = [];
  /** First event of this execution that was not replayed. */
  #fresh = 0;

  // Scratch: the sequence v = events of notdep(first), without the second event.
  #sequence = new Int32Array(64);
  #length = 0;

  constructor(session: Session, mutation: Mutation = {}) {
    this.#session = session;
    this.#mutation = mutation;
    this.#races = new Races(session, mutation);
  }

  /**
   * Explores everything. `onEnd` is called at the end of each execution, with the session at its last state;
   * returning false stops. Returns true if the exploration is complete.
   */
  explore(onEnd: () => boolean): boolean {
    const session = this.#session;
    for (;;) {
      session.restart();
      this.blocked = 0;
      this.planned = 0;
      this.#tree.clear();
      this.#nodes[0] = this.#tree.create(0, 0, UNKNOWN);
      this.#explored[0] = 0;
      this.#sleepStart[0] = 0;
      this.#sleepEnd[0] = 0;
      this.#races.start[0] = 0;
      this.#fresh = 0;
      const outcome = this.#run(onEnd);
      if (outcome !== 'restart') return outcome === 'complete';
    }
  }

  #run(onEnd: () => boolean): 'complete' | 'stopped' | 'restart' {
    const session = this.#session;
    const { path } = session;
    const tree = this.#tree;
    for (;;) {
      for (;;) {
        const d = path.depth;
        if (session.isAtStepBound()) break;
        const node = this.#nodes[d]!;
        if (tree.firstChild[node] !== NONE) {
          const next = tree.takeFirst(node);
          this.#thread = tree.thread[next]!;
          this.#alternative = tree.alternative[next]!;
          this.#nodes[d + 1] = next;
        } else if (this.#pick(d)) {
          this.#nodes[d + 1] = tree.create(this.#thread, this.#alternative, UNKNOWN);
        } else {
          if (this.#isAnyEnabled) this.blocked++;
          else session.end();
          break;
        }
        session.step(this.#thread, this.#alternative);
        if (session.restartNeeded) return 'restart';
        this.#descend(d);
      }
      this.#reverseRaces();
      if (session.restartNeeded) return 'restart';
      if (!onEnd()) return 'stopped';
      let d = path.depth;
      do {
        if (--d < 0) return 'complete';
        tree.release(this.#nodes[d + 1]!);
      } while (tree.firstChild[this.#nodes[d]!] === NONE);
      this.#fallAsleep(d);
      this.#fresh = d;
      session.rewind(d);
    }
  }

  /**
   * The share of the exploration that is done, in (0, 1], if all branches of a node were equally large and no more
   * were to come: mostly too much. To be asked at the end of an execution.
   */
  get coverage(): number {
    const tree = this.#tree;
    let share = 1;
    for (let d = this.#session.path.depth - 1; d >= 0; d--) {
      let planned = 0;
      for (let child = tree.firstChild[this.#nodes[d]!]!; child !== NONE; child = tree.nextSibling[child]!) planned++;
      const explored = this.#explored[d]!;
      share = (explored + share) / (explored + 1 + planned);
    }
    return share;
  }

  // The step to take next.
  #thread = 0;
  #alternative = 0;
  #isAnyEnabled = false;

  /** Any enabled step that is not asleep; the running thread goes on if it can, for short counterexamples. */
  #pick(d: number): boolean {
    const { execution, path } = this.#session;
    const threads = execution.threads.length;
    const last = d > 0 ? path.thread[d - 1]! : 0;
    this.#isAnyEnabled = false;
    for (let k = 0; k < threads; k++) {
      const t = last + k < threads ? last + k : last + k - threads;
      if (!execution.isEnabled(t)) continue;
      this.#isAnyEnabled = true;
      for (const a of execution.alternatives(t)) {
        if (this.#isAsleep(d, t, a)) continue;
        this.#thread = t;
        this.#alternative = a;
        return true;
      }
    }
    return false;
  }

  #isAsleep(d: number, thread: number, alternative: number): boolean {
    for (let q = this.#sleepStart[d]!; q < this.#sleepEnd[d]!; q++)
      if (this.#sleepThread[q] === thread && this.#sleepAlternative[q] === alternative) return true;
    return false;
  }

  /** After the event at index d: the node behind it, its sleep set, and the event's races. */
  #descend(d: number): void {
    const { path, footprints } = this.#session;
    this.#explored[d + 1] = 0;
    if (d + 2 >= this.#sleepStart.length) {
      this.#sleepStart = larger(this.#sleepStart);
      this.#sleepEnd = larger(this.#sleepEnd);
    }
    const footprint = path.footprint[d]!;
    let end = this.#sleepEnd[d]!;
    this.#sleepStart[d + 1] = end;
    for (let q = this.#sleepStart[d]!; q < this.#sleepEnd[d]!; q++) {
      if (this.#sleepThread[q] === path.thread[d] || footprints.conflict(this.#sleepFootprint[q]!, footprint)) continue;
      this.#reserveSleep(end);
      this.#sleepThread[end] = this.#sleepThread[q]!;
      this.#sleepAlternative[end] = this.#sleepAlternative[q]!;
      this.#sleepFootprint[end] = this.#sleepFootprint[q]!;
      end++;
    }
    this.#sleepEnd[d + 1] = end;
    this.#races.find(d);
  }

  /** The event at index d is fully explored; its node has siblings left. */
  #fallAsleep(d: number): void {
    const { path } = this.#session;
    const end = this.#sleepEnd[d]!;
    this.#reserveSleep(end);
    this.#sleepThread[end] = path.thread[d]!;
    this.#sleepAlternative[end] = path.alternative[d]!;
    this.#sleepFootprint[end] = path.footprint[d]!;
    this.#sleepEnd[d] = end + 1;
    this.#explored[d]!++;
  }

  #reserveSleep(at: number): void {
    if (at < this.#sleepThread.length) return;
    this.#sleepThread = larger(this.#sleepThread);
    this.#sleepAlternative = larger(this.#sleepAlternative);
    this.#sleepFootprint = larger(this.#sleepFootprint);
  }

  // Race reversal ----------------------------------------------------------------------------------------------

  /** All races of the finished execution: those of its events, then those of threads that are still blocked. */
  #reverseRaces(): void {
    const session = this.#session;
    const { path, execution } = session;
    const races = this.#races;
    const { depth } = path;
    for (let j = this.#mutation.skipPrefixRaces ? this.#fresh : 0; j < depth; j++) {
      for (let r = races.start[j]!; r < races.start[j + 1]!; r++) {
        const witness = races.witness[r]!;
        if (witness !== NO_WITNESS && witness < this.#fresh) continue;
        races.witness[r] = this.#reverse(r, j, path.thread[j]!);
        if (session.restartNeeded) return;
      }
    }
    if (this.#mutation.noBlockedRaces) return;
    for (let t = 0; t < execution.threads.length; t++) {
      const pending = execution.threads[t]?.pending;
      if (pending == null || pending.operation.enabled === undefined || pending.operation.joins !== undefined) continue;
      if (execution.isEnabled(t) || execution.isGated(t)) continue; // cut off by the step bound, or not its turn
      const end = races.findBlocked(t);
      for (let r = races.start[depth]!; r < end; r++) {
        this.#reverse(r, depth, t);
        if (session.restartNeeded) return;
      }
    }
  }

  /**
   * Plans an execution in which `thread`'s step (event j, or pending where j is the depth) comes before the events of
   * race r, unless one is planned or done. Returns the highest event index that proves the latter, or NO_WITNESS.
   */
  #reverse(r: number, j: number, thread: number): number {
    const races = this.#races;
    const late = races.late[r]!;
    const i = late[0]!;
    this.#second = j;
    this.#secondThread = thread;
    this.#secondFootprint = races.footprint[r]!;
    this.#late = late;
    this.#secondAlternative = this.#alternativeThere(races.alternative[r]!);
    this.#length = -1;
    for (let q = this.#sleepStart[i]!; q < this.#sleepEnd[i]!; q++) {
      const witness = this.#coveredBySleeper(i, q);
      if (witness !== null) return witness;
    }
    this.#buildSequence();
    return this.#insert(i);
  }
  /** The second event's alternative at its new place, where others may be offered. */
  #alternativeThere(alternative: number): number {
    const { path, execution } = this.#session;
    const second = this.#second;
    const operation =
      second < path.depth ? path.operation[second]! : execution.threads[this.#secondThread]!.pending!.operation;
    // One that is known to do the same there has the same to choose from, and so has another outcome in the same place.
    if (operation.candidates === undefined || this.#secondFootprint !== UNKNOWN || this.#late[0] === second)
      return alternative;
    const schedule = scheduleWithout(path, this.#late, second, path.depth);
    const offered = this.#session.alternativesAfter(schedule, this.#secondThread);
    return offered.includes(alternative) ? alternative : offered[0]!;
  }

  /** The events that the second one is to come before, the earliest first. */
  #late: readonly number[] = [];
  #second = 0;
  #secondThread = 0;
  #secondAlternative = 0;
  #secondFootprint = UNKNOWN;

  /** v: all events, in the whole execution, after the first late one that follow from none; without the second. */
  #buildSequence(): void {
    if (this.#length >= 0) return;
    const { path } = this.#session;
    const late = this.#late;
    const { depth } = path;
    if (this.#sequence.length < depth) this.#sequence = new Int32Array(depth * 2);
    let length = 0;
    for (let k = late[0]! + 1; k < depth; k++) {
      if (k === this.#second || path.isAfter(late, k)) continue;
      if (this.#mutation.cutWakeupSequences && !(this.#second < depth && path.happensBefore(k, this.#second))) continue;
      this.#sequence[length++] = k;
    }
    this.#length = length;
  }

  /** Is sleeping step q a weak initial of v.second? Null if not; else the witness of it. */
  #coveredBySleeper(i: number, q: number): number | null {
    const { path, footprints } = this.#session;
    const { stride, counts, clocks, depth } = path;
    const thread = this.#sleepThread[q]!;
    const alternative = this.#sleepAlternative[q]!;
    const nth = counts[i * stride + thread]!;
    if (nth < counts[depth * stride + thread]!) {
      const f = path.eventAt[thread]![nth]!;
      if (f !== this.#second && !path.isAfter(this.#late, f)) {
        // It occurs in v: initial iff everything it follows was there before i.
        if (path.alternative[f] !== alternative && !this.#mutation.sleepByThreadOnly) return null;
        for (let p = 0; p < stride; p++)
          if (p !== thread && clocks[f * stride + p]! > counts[i * stride + p]!) return null;
        return Math.max(f, this.#second < depth ? this.#second : NO_WITNESS);
      }
    }
    this.#buildSequence();
    const footprint = this.#sleepFootprint[q]!;
    for (let k = 0; k < this.#length; k++)
      if (footprints.conflict(path.footprint[this.#sequence[k]!]!, footprint)) return null;
    if (thread === this.#secondThread) {
      if (alternative !== this.#secondAlternative && !this.#mutation.sleepByThreadOnly) return null;
      return footprint === path.footprint[this.#second] && this.#second < depth ? this.#second : NO_WITNESS;
    }
    return footprints.conflict(this.#resolveSecond(), footprint) ? null : NO_WITNESS;
  }

  /** The second event's footprint at its new place: run it there if nothing else tells. */
  #resolveSecond(): number {
    if (this.#secondFootprint === UNKNOWN) {
      const { path } = this.#session;
      const schedule = scheduleWithout(path, this.#late, this.#second, path.depth);
      this.#secondFootprint = this.#session.probe(schedule, this.#secondThread, this.#secondAlternative);
    }
    return this.#secondFootprint;
  }

  /** Inserts v.second into the wakeup tree of the node before event i. */
  #insert(i: number): number {
    const { path, footprints } = this.#session;
    const tree = this.#tree;
    let parent = this.#nodes[i]!;
    let secondLeft = true;
    let witness = this.#second < path.depth ? this.#second : NO_WITNESS;
    let proven = true; // by occurrences alone
    this.#steps.length = 0;
    descend: for (;;) {
      for (let child = tree.firstChild[parent]!; child !== NONE; child = tree.nextSibling[child]!) {
        // Is the child a weak initial of what is left of v?
        const thread = tree.thread[child]!;
        const alternative = tree.alternative[child]!;
        let footprint = tree.footprint[child]!;
        let match = -1;
        let independent = true;
        for (let k = 0; k < this.#length; k++) {
          const f = this.#sequence[k]!;
          if (path.thread[f] === thread) {
            if (path.alternative[f] === alternative) match = k;
            independent = false;
            break;
          }
          if (footprint === UNKNOWN) footprint = this.#resolvePlanned(i, child);
          if (footprints.conflict(footprint, path.footprint[f]!)) {
            independent = false;
            break;
          }
        }
        if (match >= 0) {
          witness = Math.max(witness, this.#sequence[match]!);
          this.#sequence.copyWithin(match, match + 1, this.#length);
          this.#length--;
        } else if (!independent) {
          continue;
        } else if (secondLeft && thread === this.#secondThread) {
          if (alternative !== this.#secondAlternative) continue;
          // Later events may conflict with the second one as it is there, unless that is as it is here.
          if (this.#second >= path.depth || footprint !== path.footprint[this.#second]) proven = false;
          secondLeft = false;
        } else if (secondLeft && footprints.conflict(this.#resolvePlanned(i, child), this.#resolveSecond())) {
          continue;
        } else proven = false;
        if (tree.firstChild[child] === NONE || (this.#length === 0 && !secondLeft))
          return proven ? witness : NO_WITNESS;
        this.#steps.push(child);
        parent = child;
        continue descend;
      }
      break;
    }
    for (let k = 0; k < this.#length; k++) {
      const f = this.#sequence[k]!;
      parent = this.#plan(parent, path.thread[f]!, path.alternative[f]!, path.footprint[f]!);
    }
    if (secondLeft) this.#plan(parent, this.#secondThread, this.#secondAlternative, this.#secondFootprint);
    return NO_WITNESS;
  }
  /** Planned events from the node before event i down to where `#insert` is. */
  readonly #steps: number[] = [];

  #plan(parent: number, thread: number, alternative: number, footprint: number): number {
    this.planned++;
    const node = this.#tree.create(thread, alternative, footprint);
    this.#tree.append(parent, node);
    return node;
  }

  /** Footprint of a planned event, reached from the node before event i through `#steps`. */
  #resolvePlanned(i: number, node: number): number {
    const tree = this.#tree;
    if (tree.footprint[node] === UNKNOWN) {
      const { path } = this.#session;
      const schedule: number[] = [];
      for (let k = 0; k < i; k++) schedule.push(path.thread[k]!, path.alternative[k]!);
      for (const step of this.#steps) schedule.push(tree.thread[step]!, tree.alternative[step]!);
      tree.footprint[node] = this.#session.probe(schedule, tree.thread[node]!, tree.alternative[node]!);
    }
    return tree.footprint[node]!;
  }
}
