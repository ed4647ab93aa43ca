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

import type { Cutting } from '../pieces/piece.js';
import { NO_WITNESS, UNKNOWN } from '../races.js';
import type { Session } from '../session.js';
import { NONE } from '../wakeup-tree.js';
import { Dpor } from './dpor.js';
import type { Mutation } from './reversal.js';

const CUTTING: Cutting = { first: 400_000, each: 100_000, planned: 2_000_000 };

export class OptimalDpor extends Dpor {
  /** For short counterexamples. */
  protected override readonly staysOnThread = true;

  constructor(session: Session, mutation: Mutation = {}, cutting = CUTTING) {
    super(session, mutation, cutting);
  }

  protected override reverse(): number {
    const { race, sleep } = this;
    const i = race.first;
    for (let q = sleep.start[i]!; q < sleep.end[i]!; q++) {
      const witness = this.#coveredBySleeper(q);
      if (witness !== null) return witness;
    }
    race.buildSequence();
    return this.#insert(i);
  }

  /** Is sleeping step q a weak initial of v.second? Null if not; else the witness of it. */
  #coveredBySleeper(q: number): number | null {
    const { race, sleep } = this;
    const { path, footprints } = this.session;
    const { depth } = path;
    const thread = sleep.thread[q]!;
    const alternative = sleep.alternative[q]!;
    const f = race.occurrence(thread);
    if (f >= 0) {
      if (path.alternative[f] !== alternative && !this.mutation.sleepByThreadOnly) return null;
      return race.isFirst(f) ? Math.max(f, race.second < depth ? race.second : NO_WITNESS) : null;
    }
    race.buildSequence();
    const footprint = sleep.footprint[q]!;
    for (let k = 0; k < race.length; k++)
      if (footprints.conflict(path.footprint[race.sequence[k]!]!, footprint)) return null;
    if (thread === race.secondThread) {
      if (alternative !== race.secondAlternative && !this.mutation.sleepByThreadOnly) return null;
      return footprint === path.footprint[race.second] && race.second < depth ? race.second : NO_WITNESS;
    }
    return footprints.conflict(race.resolveSecond(), footprint) ? null : NO_WITNESS;
  }

  /** Inserts v.second into the wakeup tree of the node before event i. */
  #insert(i: number): number {
    const { path, footprints } = this.session;
    const { race, tree } = this;
    let parent = this.nodes[i]!;
    let secondLeft = true;
    let witness = race.second < path.depth ? race.second : NO_WITNESS;
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
        for (let k = 0; k < race.length; k++) {
          const f = race.sequence[k]!;
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
          witness = Math.max(witness, race.sequence[match]!);
          race.sequence.copyWithin(match, match + 1, race.length);
          race.length--;
        } else if (!independent) {
          continue;
        } else if (secondLeft && thread === race.secondThread) {
          if (alternative !== race.secondAlternative) continue;
          // Later events may conflict with the second one as it is there, unless that is as it is here.
          if (race.second >= path.depth || footprint !== path.footprint[race.second]) proven = false;
          secondLeft = false;
        } else if (secondLeft && footprints.conflict(this.#resolvePlanned(i, child), race.resolveSecond())) {
          continue;
        } else proven = false;
        if (tree.firstChild[child] === NONE || (race.length === 0 && !secondLeft)) return proven ? witness : NO_WITNESS;
        this.#steps.push(child);
        parent = child;
        continue descend;
      }
      break;
    }
    for (let k = 0; k < race.length; k++) {
      const f = race.sequence[k]!;
      parent = this.plan(parent, path.thread[f]!, path.alternative[f]!, path.footprint[f]!);
    }
    if (secondLeft) this.plan(parent, race.secondThread, race.secondAlternative, race.secondFootprint);
    return NO_WITNESS;
  }
  /** Planned events from the node before event i down to where `#insert` is. */
  readonly #steps: number[] = [];

  /** Footprint of a planned event, reached from the node before event i through `#steps`. */
  #resolvePlanned(i: number, node: number): number {
    const tree = this.tree;
    if (tree.footprint[node] === UNKNOWN) {
      const { path } = this.session;
      const schedule: number[] = [];
      for (let k = 0; k < i; k++) schedule.push(path.thread[k]!, path.alternative[k]!);
      for (const step of this.#steps) schedule.push(tree.thread[step]!, tree.alternative[step]!);
      tree.footprint[node] = this.session.probe(schedule, tree.thread[node]!, tree.alternative[node]!);
    }
    return tree.footprint[node]!;
  }
}
