/** What the executions of an exploration by traces are counted into: all of it at once, here or for others. */
import type { Collected } from './certificate/certificate.js';
import type { TraceCollector } from './certificate/trace-collector.js';
import type { SavedFacts } from './checkpoint.js';
import { Contention, type LockUse } from './detectors/contention.js';
import type { Session, SessionShown } from './session.js';
import type { Tally, TallyShown } from './tally.js';

/** What was counted elsewhere. Plain data. */
export interface CountedShown {
  readonly tally: TallyShown;
  readonly session: SessionShown;
  readonly locks: readonly LockUse[] | null;
  readonly traces: readonly Collected[] | null;
  /** Of the first piece, what was learned in it: all others need it. */
  readonly facts: SavedFacts | null;
  /** The first piece was stopped, with that share of it done. */
  readonly stopped: (Pick<Tally, 'stopped' | 'isAtLimit'> & { readonly share: number }) | null;
}

export class Counted {
  readonly session: Session;
  readonly tally: Tally;
  readonly collector: TraceCollector | null;
  #contention: Contention | null;

  /** @param coverage whether to look how threads contend for locks */
  constructor(session: Session, tally: Tally, coverage: boolean, collector: TraceCollector | null) {
    this.session = session;
    this.tally = tally;
    this.collector = collector;
    this.#contention = coverage ? new Contention() : null;
  }

  /** Locks that were taken; null if nobody looks. */
  get locks(): LockUse[] | null {
    return this.#contention?.locks ?? null;
  }

  /** The session's execution has ended. False: stop. */
  ended(): boolean {
    const { session } = this;
    this.#begin();
    this.#contention?.look(session.execution, session.path);
    this.collector?.add(session);
    return this.tally.ended();
  }

  #begin(): void {
    if (this.#contention !== null && this.tally.isBeginning) this.#contention = new Contention();
  }

  /**
   * Counts in what a piece showed to somebody else; false if it has to be explored here, to tell where to stop.
   * @param untilFirst stop at the first broken claim
   */
  absorb(
    { tally: tallied, session: shown, locks, facts, stopped, traces }: CountedShown,
    untilFirst: boolean,
  ): boolean {
    const { session, tally } = this;
    if (facts !== null) {
      session.learnFacts(facts);
      session.restart();
    } else if (untilFirst && (tallied.failures > 0 || !session.order.knows(shown.order))) return false;
    this.#begin();
    if (facts === null && !tally.canAbsorb(tallied, shown.steps)) return false;
    session.absorb(shown);
    if (locks !== null) this.#contention?.absorb(locks);
    if (traces !== null) this.collector?.absorb(session, traces);
    tally.absorb(tallied, stopped);
    return true;
  }
}
