/**
 * Source-DPOR: for each race one step that leads to a reversal of it is planned, and sleep sets stop what turns out to
 * be equivalent to an earlier execution. One complete execution per Mazurkiewicz trace, and some that are blocked.
 *
 * After Abdulla, Aronis, Jonsson, Sagonas (POPL 2014, JACM 2017), algorithm 1. Two choices are left open there, and the
 * number of blocked executions depends on both: here the initial that was run first is planned, and where nothing is
 * planned the first enabled thread runs. With these Concuerror's published counts come out.
 */
import type { Session } from '../session.js';
import { Dpor, UNCUT } from './dpor.js';
import type { Mutation } from './reversal.js';

export class SourceDpor extends Dpor {
  protected override readonly staysOnThread = false;

  constructor(session: Session, mutation: Mutation = {}) {
    super(session, mutation, UNCUT);
  }

  protected override reverse(): number {
    return this.planInitial(false);
  }
}
