/** The executions of one exploration that broke a claim: how many, which claims, and the smallest of them. */
import { fewestPreemptions } from './minimise.js';
import { NondeterminismError } from './nondeterminism.js';
import { type Replay, replay } from './replay.js';
import { printSchedule, type Schedule, ScheduleError, scheduleOf } from './schedule.js';
import type { Finding, Session } from './session.js';
import type { Trace } from './trace.js';

export interface Counterexample {
  readonly claim: string;
  /** What is broken, by whom, where. */
  readonly message: string;
  /** One line that `replay` runs again. */
  readonly schedule: string;
  /** Switches away from a thread that could have gone on. */
  readonly preemptions: number;
  readonly trace: Trace;
}

/** So many failing executions are minimised; of what comes later the counterexample need not be the smallest. */
const MAX_MINIMISED = 2_000;

export class Failures {
  readonly #session: Session;
  readonly #wanted: readonly string[];
  count = 0;
  /** Broken claims and the number of executions that break each. */
  readonly byClaim: Record<string, number> = {};
  /**
   * With the fewest preemptions, then the fewest events, among all failing executions and all orders of their
   * traces; a claim that is expected to break goes before others.
   */
  smallest: Counterexample | null = null;

  /** @param wanted claims that are expected to break */
  constructor(session: Session, wanted: readonly string[]) {
    this.#session = session;
    this.#wanted = wanted;
  }

  /**
   * The session's present execution, at its end, has broken these claims.
   * @param isNew false if another of the same trace has been added: then it is not made small again
   */
  add(findings: readonly Finding[], isNew = true): void {
    this.count++;
    for (const finding of findings) {
      this.byClaim[finding.claim] = (this.byClaim[finding.claim] ?? 0) + 1;
      if (isNew && this.count <= MAX_MINIMISED) this.#consider(finding);
    }
  }

  /** The session's present execution has broken this claim in that its last `loop` events can repeat for ever. */
  addLasso(claim: string, loop: number): void {
    const { depth } = this.#session.path;
    const order = Array.from({ length: depth }, (_, k) => k);
    this.count++;
    this.byClaim[claim] = (this.byClaim[claim] ?? 0) + 1;
    const found = this.#replayed(order, claim, loop);
    if (found !== null) this.#take(found);
  }

  #consider(finding: Finding): void {
    const best = this.smallest;
    const bound = best === null || this.#promotes(finding.claim) ? Infinity : best.preemptions + 1;
    if (best !== null && this.#isWanted(best.claim) && !this.#isWanted(finding.claim)) return;
    const found = this.#minimised(finding, bound);
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
    const best = this.smallest;
    if (best !== null && this.#isWanted(best.claim) && !this.#isWanted(found.claim)) return;
    const isSmaller =
      best === null ||
      this.#promotes(found.claim) ||
      found.preemptions < best.preemptions ||
      (found.preemptions === best.preemptions && found.trace.events.length < best.trace.events.length);
    if (isSmaller) this.smallest = found;
  }

  #minimised({ claim, at }: Finding, fewerThan: number): Counterexample | null {
    const session = this.#session;
    const { path } = session;
    const found = fewestPreemptions(session, at, fewerThan);
    if (found === null) return null;
    // At the end of the slice the claim must be broken; the execution's own order is a fallback that cannot fail.
    const own = Array.from({ length: Math.min(at + 1, path.depth) }, (_, k) => k);
    return this.#replayed(found.order, claim) ?? this.#replayed(own, claim);
  }

  #replayed(order: readonly number[], claim: string, loop = 0): Counterexample | null {
    const session = this.#session;
    const { path, scenario } = session;
    const events = session.describe(order.map((index) => [path.thread[index]!, path.alternative[index]!]));
    const schedule = scheduleOf(scenario.name, session.observedNames, events, loop);
    const { trace, findings } = this.#replay(schedule);
    session.execution.activate();
    const finding = findings.find((each) => each.claim === claim);
    if (finding === undefined) return null;
    const preemptions = trace.events.filter((event) => event.preempts).length;
    return { claim, message: finding.message, schedule: printSchedule(schedule), preemptions, trace };
  }

  #replay(schedule: Schedule): Replay {
    try {
      return replay(this.#session.scenario, schedule);
    } catch (error) {
      // The schedule comes from an execution that has just been run.
      if (error instanceof ScheduleError) throw new NondeterminismError(`${schedule.scenario}: ${error.message}`);
      throw error;
    }
  }
}
