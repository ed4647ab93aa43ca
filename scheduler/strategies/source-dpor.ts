/**
 * Source-DPOR: for each race one step that leads to a reversal of it is planned, and sleep sets stop what turns out to
 * be equivalent to an earlier execution. One complete execution per Mazurkiewicz trace, and some that are blocked.
 *
 * After Abdulla, Aronis, Jonsson, Sagonas (POPL 2014, JACM 2017), algorithm 1. Two choices are left open there, and the
 * number of blocked executions depends on both: here the initial that was run first is planned, and where nothing is
 * planned the first enabled thread runs. With these Concuerror's published counts come out.
 */
import { NO_WITNESS } from '../races.js';
import type { Session } from '../session.js';
import { NONE } from '../wakeup-tree.js';
import { Dpor, type Mutation } from './dpor.js';

export class SourceDpor extends Dpor {
  protected override readonly staysOnThread = false;

  constructor(session: Session, mutation: Mutation = {}) {
    super(session, mutation);
  }

  protected override reverse(): number {
    const { sleep, tree } = this;
    const { path } = this.session;
    const i = this.first;
    this.buildSequence();
    for (let q = sleep.start[i]!; q < sleep.end[i]!; q++)
      if (this.#isInitial(sleep.thread[q]!, sleep.alternative[q]!)) return NO_WITNESS;
    const node = this.nodes[i]!;
    for (let child = tree.firstChild[node]!; child !== NONE; child = tree.nextSibling[child]!)
      if (this.#isInitial(tree.thread[child]!, tree.alternative[child]!)) return NO_WITNESS;
    if (this.length === 0) this.plan(node, this.secondThread, this.secondAlternative, this.secondFootprint);
    else {
      const f = this.sequence[0]!;
      this.plan(node, path.thread[f]!, path.alternative[f]!, path.footprint[f]!);
    }
    return NO_WITNESS;
  }

  /** Can the step come first in v.second? */
  #isInitial(thread: number, alternative: number): boolean {
    const { path, footprints } = this.session;
    const f = this.occurrence(thread);
    const isSame = (other: number) => alternative === other || this.mutation.sleepByThreadOnly === true;
    if (f >= 0) return isSame(path.alternative[f]!) && this.isFirst(f);
    if (thread !== this.secondThread || !isSame(this.secondAlternative)) return false;
    for (let k = 0; k < this.length; k++)
      if (footprints.conflict(path.footprint[this.sequence[k]!]!, this.resolveSecond())) return false;
    return true;
  }
}
