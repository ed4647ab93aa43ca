/** Counts executions as they end, and says when to stop. Begins again whenever the session does. */
import type { SavedTally } from './checkpoint.js';
import type { ExploreOptions, Progress } from './explore-options.js';
import { Failures, type FailuresShown } from './failures.js';
import type { Session } from './session.js';
import { expectedClaims } from './verdict.js';

/** What was counted in a part of an exploration. Plain data. */
export interface TallyShown extends FailuresShown, Pick<SavedTally, 'executions' | 'longest'> {}

export class Tally {
  failures: Failures;
  executions = 0;
  /** Events of the longest execution. */
  longest = 0;
  /** Why the exploration was stopped. */
  stopped: string | null = null;
  /** It was stopped before all was explored, but not for what it found. */
  isAtLimit = false;
  /** It was stopped because somebody wanted no more. */
  isInterrupted = false;
  readonly #session: Session;
  readonly #progress: (explored: number, violating: number) => Progress;
  readonly #options: ExploreOptions;
  readonly #maxEvents: number;
  readonly #wanted: readonly string[];
  #beginning = 0;

  /** @param maxEvents stop after so many events */
  constructor(
    session: Session,
    options: ExploreOptions,
    progress: (explored: number, violating: number) => Progress,
    maxEvents = Infinity,
  ) {
    this.#session = session;
    this.#progress = progress;
    this.#options = options;
    this.#maxEvents = maxEvents;
    this.#wanted = expectedClaims(session.scenario);
    this.failures = new Failures(session, this.#wanted, options.brief !== true);
  }

  save(): SavedTally {
    const { executions, longest, failures } = this;
    return { executions, longest, ...failures.save() };
  }

  /** To be called before the session goes on from there. */
  restore(saved: SavedTally, beginnings: number): void {
    this.#beginning = beginnings;
    this.executions = saved.executions;
    this.longest = saved.longest;
    this.failures.restore(saved);
  }

  /** The session has begun again since the last execution that was counted. */
  get isBeginning(): boolean {
    return this.#session.beginnings !== this.#beginning;
  }

  /**
   * The session's execution has ended. False: stop.
   * @param isNew whether it is the first of its trace
   */
  ended(isNew = true): boolean {
    const session = this.#session;
    const { maxExecutions = Infinity, untilFirst = false, onTrace } = this.#options;
    if (this.isBeginning) this.#begin();
    const executions = ++this.executions;
    this.longest = Math.max(this.longest, session.path.depth);
    const isBroken = session.findings.length > 0;
    if (isBroken) this.failures.add(session.findings, isNew);
    onTrace?.(session);
    if (untilFirst && (isBroken || session.order.findings.length > 0))
      this.stopped = 'stopped at the first broken claim';
    else if (executions >= maxExecutions || session.steps >= this.#maxEvents)
      this.#stopAtLimit(`stopped after ${executions} executions`);
    else this.tell(executions - 1);
    return this.stopped === null;
  }

  #begin(): void {
    this.#beginning = this.#session.beginnings;
    this.failures = new Failures(this.#session, this.#wanted, this.#options.brief !== true);
    this.executions = 0;
    this.longest = 0;
    this.#options.onBegin?.();
  }

  /** Says how far it is if it has passed a number of executions at which that is wanted, since there were so many. */
  tell(before: number): void {
    const { onProgress, progressEvery = 1000 } = this.#options;
    const { executions } = this;
    if (onProgress === undefined || Math.floor(executions / progressEvery) === Math.floor(before / progressEvery))
      return;
    if (onProgress(this.#progress(executions, this.failures.count)) === false) this.interrupt();
  }

  /** Somebody wants no more. */
  interrupt(): void {
    this.#stopAtLimit(`interrupted after ${this.executions} executions`);
    this.isInterrupted = true;
  }

  /** What was counted, for the tally of the whole exploration. */
  shown(): TallyShown {
    const { executions, longest, failures } = this;
    return { executions, longest, ...failures.shown() };
  }

  /** Can it be told from these counts alone where a part that was tallied elsewhere would have been stopped: nowhere? */
  canAbsorb(shown: TallyShown, steps: number): boolean {
    const { maxExecutions = Infinity } = this.#options;
    return (
      this.executions + shown.executions < maxExecutions &&
      this.#session.steps + steps < this.#maxEvents &&
      this.failures.canAbsorb(shown)
    );
  }

  /** Counts a part in that was tallied elsewhere, and perhaps stopped there. */
  absorb(shown: TallyShown, stopped: Pick<Tally, 'stopped' | 'isAtLimit'> | null): void {
    if (this.isBeginning) this.#begin();
    this.stopped = stopped?.stopped ?? null;
    this.isAtLimit = stopped?.isAtLimit ?? false;
    this.executions += shown.executions;
    this.longest = Math.max(this.longest, shown.longest);
    this.failures.absorb(shown);
  }

  #stopAtLimit(why: string): void {
    this.stopped = why;
    this.isAtLimit = true;
  }
}
