/** The executions of one exploration that broke a claim: how many, which claims, and the smallest of them. */
import type { SavedTally } from './checkpoint.js';
import type { OrderFinding } from './detectors/lock-order.js';
import type { Finding } from './findings.js';
import { fewestPreemptions, ownOrder } from './minimise.js';
import { wentAnotherWay } from './nondeterminism.js';
import { type Replay, replay } from './replay.js';
import { parseSchedule, printSchedule, type Schedule, ScheduleError, scheduleOf } from './schedule.js';
import type { Session } from './session.js';
import { preemptionsOf, type Trace } from './trace.js';

/** One execution that breaks a claim. Plain data. */
export interface Counterexample {
  /** The name of the broken claim. */
  readonly claim: string;
  /** What is broken, by whom, where. */
  readonly message: string;
  /** One line that `replay` runs again. */
  readonly schedule: string;
  /** Switches away from a thread that could have gone on. */
  readonly preemptions: number;
  /** What happens in it. */
  readonly trace: Trace;
}

/** So many failing executions are minimised; of what comes later the counterexample need not be the smallest. */
export const MAX_MINIMISED = 2_000;

/** Failing executions of a part of an exploration. Plain data. */
export interface FailuresShown extends Pick<SavedTally, 'failures' | 'broken' | 'smallest'> {
  /** For each claim the first that breaks it, if none was made small. */
  readonly firsts: readonly NonNullable<SavedTally['smallest']>[];
}

export class Failures {
  readonly #session: Session;
  readonly #wanted: readonly string[];
  readonly #minimise: boolean;
  count = 0;
  /** Broken claims and the number of executions that break each. */
  readonly byClaim: Record<string, number> = {};
  /**
   * With the fewest preemptions, then the fewest events, among all failing executions and all orders of their
   * traces; a claim that is expected to break goes before others.
   */
  smallest: Counterexample | null = null;
  /** If none is minimised: for each claim the first that breaks it, in the order in which they were found. */
  readonly firsts: Counterexample[] = [];

  /**
   * @param wanted claims that are expected to break
   * @param minimise false: each is kept as it is, and `smallest` is the first
   */
  constructor(session: Session, wanted: readonly string[], minimise = true) {
    this.#session = session;
    this.#wanted = wanted;
    this.#minimise = minimise;
  }

  /**
   * The session's present execution, at its end, has broken these claims.
   * @param isNew false if another of the same trace has been added: then it is not made small again
   */
  add(findings: readonly Finding[], isNew = true): void {
    this.count++;
    for (const claim of new Set(findings.map((finding) => finding.claim)))
      this.byClaim[claim] = (this.byClaim[claim] ?? 0) + 1;
    if (!this.#minimise) for (const finding of findings) this.#keepFirst(finding);
    else if (isNew && this.count <= MAX_MINIMISED) for (const finding of findings) this.#consider(finding);
  }

  /** The session's present execution has broken this claim in that its last `loop` events can repeat for ever. */
  addLasso(claim: string, loop: number): void {
    this.count++;
    this.byClaim[claim] = (this.byClaim[claim] ?? 0) + 1;
    const found = this.#replayed(this.#session.path.events(), claim, { loop });
    if (found !== null) this.#take(found);
  }

  /**
   * What the executions have broken only together; to be called when the exploration is over. Is the counterexample only if
   * nothing else broke, or nothing else that was expected to.
   */
  addOverall(findings: readonly OrderFinding[]): void {
    for (const { claim, message, events, elsewhere } of findings) {
      this.byClaim[claim] = 1;
      if (this.#minimise && this.smallest !== null && !this.#promotes(claim)) continue;
      this.#take({ ...this.#replayed(events, claim, { elsewhere })!, message });
    }
  }

  save(): Pick<SavedTally, 'failures' | 'broken' | 'smallest'> {
    const { count, byClaim, smallest } = this;
    const { claim = '', message = '', schedule = '' } = smallest ?? {};
    return {
      failures: count,
      broken: { ...byClaim },
      smallest: smallest === null ? null : { claim, message, schedule },
    };
  }

  /** To be called before the session runs anything. */
  restore({ failures, broken, smallest }: Pick<SavedTally, 'failures' | 'broken' | 'smallest'>): void {
    this.count = failures;
    Object.assign(this.byClaim, broken);
    if (smallest !== null) this.smallest = this.#shownAgain(smallest);
  }

  /** What they are, for those of the whole exploration. */
  shown(): FailuresShown {
    const firsts = this.firsts.map(({ claim, message, schedule }) => ({ claim, message, schedule }));
    return { ...this.save(), firsts };
  }

  /** Can those of a part, which knew nothing of these, be counted in? Not where only some of them would have been made small. */
  canAbsorb({ failures }: FailuresShown): boolean {
    return failures === 0 || !this.#minimise || this.count >= MAX_MINIMISED || this.count + failures <= MAX_MINIMISED;
  }

  /** Counts those of a part in, which comes behind all that were added so far. */
  absorb({ failures, broken, smallest, firsts }: FailuresShown): void {
    const isSmall = this.count < MAX_MINIMISED;
    this.count += failures;
    for (const [claim, count] of Object.entries(broken)) this.byClaim[claim] = (this.byClaim[claim] ?? 0) + count;
    if (this.#minimise) {
      if (smallest !== null && isSmall) this.#take(this.#shownAgain(smallest));
    } else
      for (const first of firsts)
        if (!this.firsts.some(({ claim }) => claim === first.claim)) this.#take(this.#shownAgain(first));
    this.#session.execution.activate();
  }

  #shownAgain(known: NonNullable<SavedTally['smallest']>): Counterexample {
    const { trace } = this.#replay(parseSchedule(known.schedule));
    return { ...known, preemptions: preemptionsOf(trace), trace };
  }

  /** True if any claim was broken. */
  get isBroken(): boolean {
    return Object.keys(this.byClaim).length > 0;
  }

  #consider(finding: Finding): void {
    const best = this.smallest;
    const bound = best === null || this.#promotes(finding.claim) ? Infinity : best.preemptions + 1;
    if (best !== null && this.#isWanted(best.claim) && !this.#isWanted(finding.claim)) return;
    const found = this.#minimised(finding, bound);
    if (found !== null) this.#take(found);
  }

  #keepFirst(finding: Finding): void {
    if (this.firsts.some(({ claim }) => claim === finding.claim)) return;
    const found = this.#minimised(finding, Infinity);
    if (found !== null) this.#take(found);
  }

  #isWanted(claim: string): boolean {
    return this.#wanted.includes(claim);
  }

  /** True if the claim was expected to break and that of the smallest counterexample so far was not. */
  #promotes(claim: string): boolean {
    return this.smallest !== null && !this.#isWanted(this.smallest.claim) && this.#isWanted(claim);
  }

  #take(found: Counterexample): void {
    if (!this.#minimise) this.firsts.push(found);
    if (this.smallest === null || this.#promotes(found.claim) || this.#isSmaller(found, this.smallest))
      this.smallest = found;
  }

  #isSmaller(found: Counterexample, best: Counterexample): boolean {
    if (!this.#minimise || (this.#isWanted(best.claim) && !this.#isWanted(found.claim))) return false;
    const fewer = found.preemptions - best.preemptions;
    return fewer < 0 || (fewer === 0 && found.trace.events.length < best.trace.events.length);
  }

  #minimised({ claim, at, again, cut }: Finding, fewerThan: number): Counterexample | null {
    const session = this.#session;
    const { path } = session;
    const pairs = (order: readonly number[]) => order.flatMap((k) => [path.thread[k]!, path.alternative[k]!]);
    const inOrder = cut === undefined ? path.events().slice(0, 2 * (at + 1)) : pairs(ownOrder(path, cut));
    if (!this.#minimise && again === undefined) return this.#replayed(inOrder, claim);
    const found = fewestPreemptions(session, at, fewerThan, cut ?? null);
    if (found === null) return null;
    // At the end of the slice the claim must be broken; the execution's own order is a fallback that cannot fail.
    const best = pairs(found.order);
    if (again !== undefined) {
      // What repeats begins where the event at `at` would.
      const before = at < path.depth ? best.slice(0, -2) : best;
      return this.#replayed([...before, ...again], claim, { loop: again.length / 2 });
    }
    return this.#replayed(best, claim) ?? this.#replayed(inOrder, claim);
  }

  /** @param pairs (thread, alternative) pairs, one after another */
  #replayed(
    pairs: readonly number[],
    claim: string,
    more: Partial<Pick<Schedule, 'loop' | 'elsewhere'>> = {},
  ): Counterexample | null {
    const session = this.#session;
    const { scenario } = session;
    const events = session.describe(pairs);
    const schedule = scheduleOf(scenario.name, session.observedNames, events, more);
    const { trace, findings } = this.#replay(schedule);
    session.execution.activate();
    const finding = findings.find((each) => each.claim === claim);
    if (finding === undefined) return null;
    return {
      claim,
      message: finding.message,
      schedule: printSchedule(schedule),
      preemptions: preemptionsOf(trace),
      trace,
    };
  }

  #replay(schedule: Schedule): Replay {
    try {
      return replay(this.#session.scenario, schedule);
    } catch (error) {
      // The schedule comes from an execution that has just been run.
      if (error instanceof ScheduleError) throw wentAnotherWay(`${schedule.scenario}: ${error.message}`);
      throw error;
    }
  }
}
