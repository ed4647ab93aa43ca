/**
 * What source and optimal dynamic partial-order reduction share: run to the end, reverse the races of what was run, go
 * back to the latest node with something left to explore. They differ in what they plan for a race.
 */
import type { SavedSearch, SavedStanding } from '../checkpoint.js';
import { Frontier } from '../pieces/frontier.js';
import { Outside } from '../pieces/outside.js';
import { type Cutting, type News, type Piece, shareDone } from '../pieces/piece.js';
import { NO_WITNESS, Races, UNKNOWN } from '../races.js';
import type { Session } from '../session.js';
import { SleepSets } from '../sleep-sets.js';
import { NONE, WakeupTree } from '../wakeup-tree.js';
import { type Mutation, Reversal } from './reversal.js';

/** Everything is one piece. */
export const UNCUT: Cutting = { first: Infinity, each: Infinity, planned: Infinity };

/** What came of a piece; see Dpor.ended and Dpor.blocked. Plain data. */
export interface PieceCounts {
  readonly news: readonly News[];
  readonly ended: number;
  readonly blocked: number;
}

/** Of a piece: everything in it was looked at; somebody wanted no more; something was learned that changes what steps there are. */
type Outcome = 'complete' | 'stopped' | 'restart';

export abstract class Dpor {
  protected readonly session: Session;
  protected readonly mutation: Mutation;
  /** Executions that ended and are not blocked. */
  ended = 0;
  /** Executions that stopped because every enabled thread was asleep. With optimal DPOR in one piece 0; counted to show it. */
  blocked = 0;

  protected readonly tree = new WakeupTree();
  /** The tree's node for the path's node before event d; its children are what is still planned there. */
  protected readonly nodes: number[] = [];
  protected readonly sleep = new SleepSets();
  readonly #races: Races;
  protected readonly race: Reversal;
  /** By depth: children of the path's node there that are fully explored. */
  readonly #explored: number[] = [];
  /** First event of this execution that was not replayed. */
  #fresh = 0;

  readonly #cutting: Cutting;
  readonly #frontier = new Frontier();
  readonly #outside = new Outside();
  /** When so many events have been performed the piece leaves something to others. */
  #leavesAt = 0;
  /** The exploration is not taken to pieces: too many executions were started in vain. */
  #isWhole = false;
  /** The path is that of the piece that is to be merged next. */
  #isHere = false;

  constructor(session: Session, mutation: Mutation, cutting: Cutting) {
    this.session = session;
    this.mutation = mutation;
    this.#cutting = cutting;
    this.#races = new Races(session, mutation);
    this.race = new Reversal(session, mutation);
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
  explore(onEnd: () => boolean, from: SavedStanding | null = null): boolean {
    const pieces = this.pieces(onEnd, from);
    for (;;) {
      const { done, value } = pieces.next(null);
      if (done) return value;
    }
  }

  /**
   * The same piece by piece. Yields before each; whoever knows already what comes of the first of those that are taken says
   * it, and then `onEnd` is not called for its executions; null: it is explored here.
   */
  *pieces(onEnd: () => boolean, from: SavedStanding | null = null): Generator<Frontier, boolean, PieceCounts | null> {
    const { session } = this;
    const frontier = this.#frontier;
    let saved = from;
    this.#isWhole = saved?.search.isWhole ?? false;
    for (;;) {
      session.restart();
      this.restart();
      let outcome: Outcome = 'complete';
      if (saved !== null) {
        session.resume(saved.session, saved.search.events);
        this.#restore(saved.search);
        this.#isHere = saved.search.events.length > 0;
        if (this.#isHere) {
          outcome = this.#run(onEnd, true);
          if (outcome === 'complete') frontier.merge(this.#outside.news);
        }
        saved = null;
      }
      for (let piece = frontier.next(); piece !== null && outcome === 'complete'; piece = frontier.next()) {
        const found = this.#isWhole && piece.start < 0 ? null : yield frontier;
        if (found === null) {
          outcome = this.explorePiece(piece, onEnd);
          if (outcome === 'complete') frontier.merge(this.#outside.news);
        } else {
          this.#isHere = false;
          this.absorb(found);
          frontier.merge(found.news);
        }
        if (outcome === 'complete' && this.#isInVain) {
          this.#isWhole = true;
          outcome = 'restart';
        }
      }
      if (outcome !== 'restart') return outcome === 'complete';
    }
  }

  /** Pieces start so many executions in vain that one after the other is faster. */
  get #isInVain(): boolean {
    return !this.#isWhole && this.session.steps >= 2 * this.#cutting.first && this.blocked > this.ended / 2;
  }

  /** The exploration begins (again), as its session does. */
  restart(): void {
    this.#frontier.begin();
    this.ended = 0;
    this.blocked = 0;
  }

  /** Most events that were planned at a time. */
  get mostPlanned(): number {
    return this.tree.most;
  }

  /** Counts the executions of a piece in that was explored elsewhere. */
  absorb({ ended, blocked }: PieceCounts): void {
    this.ended += ended;
    this.blocked += blocked;
  }

  /** What the only piece that was explored found out for others. */
  get counts(): PieceCounts {
    const { ended, blocked } = this;
    return { news: this.#outside.news, ended, blocked };
  }

  /** Whether all was one piece: then nothing is started in vain. */
  get isOnePiece(): boolean {
    return this.#frontier.merged <= 1 && this.#outside.root === 0;
  }

  /** Explores one piece, from a session at the beginning or at the end of another piece. */
  explorePiece(piece: Piece, onEnd: () => boolean): Outcome {
    this.#begin(piece);
    return this.session.restartNeeded ? 'restart' : this.#run(onEnd, false);
  }

  /** Goes to where the piece begins. */
  #begin(piece: Piece): void {
    const { session, tree, sleep, nodes } = this;
    const { events, start, asleep } = piece;
    this.#isHere = true;
    this.#outside.begin(piece);
    const first = this.#isWhole ? Infinity : this.#cutting.first;
    this.#leavesAt = session.steps + (start < 0 ? first : this.#cutting.each);
    this.#fresh = 0;
    tree.clear();
    sleep.begin(Math.max(start, 0));
    for (let d = 0; d <= Math.max(start, 0); d++) {
      nodes[d] = tree.create(0, 0, UNKNOWN);
      this.#explored[d] = 0;
    }
    if (start < 0) return;
    // From the very beginning, whatever was explored before: to find and count the same as who explores only this piece.
    session.rewind(0);
    for (let d = 0; d < start; d++) {
      session.step(events[2 * d]!, events[2 * d + 1]!);
      if (session.restartNeeded) return;
      this.#races.find(d);
    }
    const way = events.slice(0, 2 * start);
    for (let k = 0; k < asleep.length; k += 2)
      sleep.addForeign(start, asleep[k]!, asleep[k + 1]!, session.probe(way, asleep[k]!, asleep[k + 1]!));
    let last = nodes[start]!;
    for (let k = 2 * start; k < events.length; k += 2) {
      const next = tree.create(events[k]!, events[k + 1]!, UNKNOWN);
      tree.append(last, next);
      last = next;
    }
  }

  /** Where it stands; to be asked at the end of an execution. */
  save(): SavedSearch {
    const { session, ended, blocked, nodes, tree, sleep } = this;
    // Between two pieces there is no execution.
    const depth = this.#isHere ? session.path.depth : 0;
    return {
      events: session.path.events().slice(0, 2 * depth),
      frontier: this.#frontier.save(),
      outside: this.#outside.save(),
      leavesAt: Number.isFinite(this.#leavesAt) ? this.#leavesAt : null,
      isWhole: this.#isWhole,
      ended,
      blocked,
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
    this.#frontier.restore(saved.frontier);
    this.#outside.restore(saved.outside);
    this.#leavesAt = saved.leavesAt ?? Infinity;
    this.ended = saved.ended;
    this.blocked = saved.blocked;
    this.#fresh = saved.fresh;
    for (const [d, node] of saved.nodes.entries()) this.nodes[d] = node;
    for (const [d, count] of saved.explored.entries()) this.#explored[d] = count;
    this.tree.restore(saved.tree);
    this.sleep.restore(saved.sleep);
    this.#races.restore(saved.races);
  }

  /** @param isAtEnd the session is at the end of an execution that was looked at already */
  #run(onEnd: () => boolean, isAtEnd: boolean): Outcome {
    const { session, tree } = this;
    for (;;) {
      if (!isAtEnd) {
        const outcome = this.#execute(onEnd);
        if (outcome !== 'on') return outcome;
      }
      isAtEnd = false;
      if (session.steps >= this.#leavesAt || tree.size > this.#cutting.planned) {
        this.#outside.leave(session.path, this.sleep, tree, this.nodes, this.#explored);
        this.#leavesAt = session.steps + this.#cutting.each;
      }
      const { root } = this.#outside;
      let d = session.path.depth;
      do {
        if (--d < root) return 'complete';
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
    if (!isBlocked) {
      this.ended++;
      if (!onEnd()) return 'stopped';
    }
    return session.restartNeeded ? 'restart' : 'on';
  }

  /**
   * The share of the exploration that is done, in (0, 1], if all branches of a node were equally large and no more
   * were to come: mostly too much. To be asked at the end of an execution.
   */
  get coverage(): number {
    if (!this.#isHere) return this.#frontier.done;
    const { tree } = this;
    const { root, news, share: below } = this.#outside;
    let share = 1;
    for (let d = this.session.path.depth - 1; d >= root; d--) {
      let planned = 0;
      for (let child = tree.firstChild[this.nodes[d]!]!; child !== NONE; child = tree.nextSibling[child]!) planned++;
      const explored = this.#explored[d]!;
      share = (explored + share) / (explored + 1 + planned);
    }
    return this.#frontier.done + this.#frontier.share * shareDone(news, below * (1 - share));
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
        this.race.aim(races, r, j, path.thread[j]!);
        races.witness[r] = this.#plan();
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
        this.race.aim(races, r, depth, t);
        this.#plan();
        if (session.restartNeeded) return;
      }
    }
  }

  #plan(): number {
    const { first } = this.race;
    if (first < this.#outside.root) return this.#outside.ask(this.race);
    return this.sleep.hasForeign(first) && !this.mutation.trustForeign ? this.planInitial(true) : this.reverse();
  }

  /**
   * As source DPOR does: plans an execution that begins with an initial of v and the second event, unless one is explored,
   * asleep or planned. Needs nothing of how the steps go on that are asleep. Returns what `reverse` does.
   * @param isLed whether the rest of v is planned behind the initial
   */
  protected planInitial(isLed: boolean): number {
    const { sleep, tree, race } = this;
    const { path } = this.session;
    const i = race.first;
    for (let q = sleep.start[i]!; q < sleep.end[i]!; q++) {
      const witness = race.startsWith(sleep.thread[q]!, sleep.alternative[q]!);
      if (witness !== null) return witness;
    }
    let node = this.nodes[i]!;
    for (let child = tree.firstChild[node]!; child !== NONE; child = tree.nextSibling[child]!) {
      const witness = race.startsWith(tree.thread[child]!, tree.alternative[child]!);
      if (witness !== null) return witness;
    }
    race.buildSequence();
    for (let k = 0; k < (isLed ? race.length : Math.min(race.length, 1)); k++) {
      const f = race.sequence[k]!;
      node = this.plan(node, path.thread[f]!, path.alternative[f]!, path.footprint[f]!);
    }
    if (isLed || race.length === 0) this.plan(node, race.secondThread, race.secondAlternative, race.secondFootprint);
    return NO_WITNESS;
  }

  /** Makes the step a planned child of the tree's node. */
  protected plan(parent: number, thread: number, alternative: number, footprint: number): number {
    const node = this.tree.create(thread, alternative, footprint);
    this.tree.append(parent, node);
    return node;
  }
}
