/** Explores a scenario trace by trace. */
import { type Asked, CHECKPOINT_SCHEMA, CheckpointError, requireSame, type TraceCheckpoint } from './checkpoint.js';
import { Counted } from './counted.js';
import { Cuts } from './cuts.js';
import { coverageText, type Estimate } from './estimate/estimate.js';
import { TraceEstimator } from './estimate/trace-estimator.js';
import type { BoundedProgress, ExploreOptions, Progress, TraceProgress } from './explore-options.js';
import { type Shared, unshared } from './questions.js';
import type { Scenario } from './scenario.js';
import { Session } from './session.js';
import { type BoundedCheckpoint, BoundedSearch } from './strategies/bounded.js';
import { preemptions } from './strategies/context-bounded.js';
import { delays } from './strategies/delay-bounded.js';
import { Dpor } from './strategies/dpor.js';
import { OptimalDpor } from './strategies/optimal-dpor.js';
import { SourceDpor } from './strategies/source-dpor.js';
import { Tally } from './tally.js';
import { type Through, throughPieces } from './through-pieces.js';
import { cutShort, type TraceCounts, unexpected, type Verdict, vacuity } from './verdict.js';

export interface TraceExploration {
  readonly verdict: Verdict;
  readonly complete: boolean;
  /** Stopped because somebody wanted no more. */
  readonly isInterrupted: boolean;
  /** How many traces there are, roughly and mostly too few; exact if complete. */
  readonly estimate: number;
  /** What is known of the number of traces; asking costs probes. Null if the exploration did not stop at a limit. */
  readonly covered: (() => Estimate) | null;
}

/** The verdict; if the exploration stopped at a limit, the reason says how much of it is done. */
export function partialVerdict({ verdict, covered }: TraceExploration): Verdict {
  if (covered === null) return verdict;
  const { executions } = verdict.counts as TraceCounts;
  return { ...verdict, reason: `${verdict.reason}, about ${coverageText(executions, covered())}` };
}

/** The strategies that visit each trace once. */
const STRATEGIES = {
  traces: (session: Session, { cutting }: ExploreOptions) => new OptimalDpor(session, {}, cutting),
  source: (session: Session) => new SourceDpor(session),
  preemptions: (session: Session, { maxPreemptions }: ExploreOptions) =>
    new BoundedSearch(session, preemptions, maxPreemptions),
  delays: (session: Session, { maxDelays }: ExploreOptions) => new BoundedSearch(session, delays, maxDelays),
};

/** Events after which the other way to check claims has its turn; then as many times more. */
const FIRST_EVENTS = 20_000;
const FACTOR = 4;

/** With the way to check claims that was asked for. */
export function exploreTraces(
  scenario: Scenario,
  options: ExploreOptions,
  by: TraceCounts['strategy'] = 'traces',
  maxEvents = Infinity,
): TraceExploration {
  return unshared(sharedTraces(scenario, options, by, maxEvents));
}

/** The same; asks for what pieces show. */
export function* sharedTraces(
  scenario: Scenario,
  options: ExploreOptions,
  by: TraceCounts['strategy'] = 'traces',
  maxEvents = Infinity,
): Shared<TraceExploration> {
  if (options.claims !== 'cheaper') return yield* exploreClaims(scenario, options, by, maxEvents);
  for (let most = FIRST_EVENTS; ; most *= FACTOR)
    for (const claims of ['ordered', 'cuts'] as const) {
      const limit = Math.min(most, maxEvents);
      const found = yield* exploreClaims(scenario, { ...options, claims }, by, limit);
      const { counts, claims: how = 'claims checked with writes kept in order' } = found.verdict;
      const isOver = found.complete || (counts as TraceCounts).events < limit || limit === maxEvents;
      if (isOver) return { ...found, verdict: { ...found.verdict, claims: `${how}: the cheaper way` } };
    }
}

/** @param maxEvents stop after so many events */
function* exploreClaims(
  scenario: Scenario,
  options: ExploreOptions,
  by: TraceCounts['strategy'],
  maxEvents: number,
): Shared<TraceExploration> {
  const { trackData = true, from = null } = options;
  const symmetry = options.symmetry === true && (by === 'traces' || by === 'source');
  const session = new Session(scenario, { trackData, symmetry, inCuts: options.claims === 'cuts' });
  const cuts = options.claims === 'cuts' ? new Cuts(session) : null;
  const strategy = STRATEGIES[by](session, options);
  const { collector = null } = options;
  const asked: Asked =
    strategy instanceof Dpor
      ? { symmetry, kind: collector === null ? 'verdict' : 'certificate' }
      : { bound: boundOf(strategy) };
  if (from !== null) {
    if (options.claims !== undefined && options.claims !== 'ordered')
      throw new CheckpointError('only with claims that keep writes in order can a checkpoint be gone on from');
    requireSame(from, scenario.name, by, asked);
    session.learn(from.session);
  }
  const bounded = strategy instanceof BoundedSearch ? strategy : null;
  const estimator = new TraceEstimator(scenario, { trackData, symmetry, inCuts: cuts !== null });
  let estimate = 0;
  let covered: TraceExploration['covered'] = null;
  const tally = new Tally(session, options, progress, maxEvents);
  const counted = new Counted(session, tally, options.coverage === true, collector);

  function progress(explored: number, violating: number): Progress {
    if (!(strategy instanceof Dpor))
      return {
        strategy: by as BoundedProgress['strategy'],
        explored,
        violating,
        level: strategy.level,
        share: strategy.share,
        checkpoint: () => checkpoint(by as BoundedProgress['strategy'], strategy.save()),
      };
    const estimated = (): Estimate => {
      const found = estimator.after(explored, session.steps, explored / strategy.coverage);
      session.execution.activate();
      return found;
    };
    return {
      strategy: by as TraceProgress['strategy'],
      explored,
      violating,
      estimate: estimated,
      checkpoint: () => ({
        ...checkpoint(by as TraceProgress['strategy'], strategy.save()),
        traces: collector?.traces.slice() ?? null,
      }),
    };
  }

  function checkpoint<S extends string, T>(strategy: S, search: T) {
    const of = { schema: CHECKPOINT_SCHEMA, scenario: scenario.name, strategy, asked } as const;
    return { ...of, session: session.save(), search, tally: tally.save() };
  }

  if (from !== null) {
    const { beginnings } = from.session;
    tally.restore(from.tally, beginnings);
    collector?.restore(session, (from as TraceCheckpoint).traces!, beginnings);
  }
  const stop = (coverage: number) => {
    estimate = tally.executions / coverage;
    const { executions, isAtLimit } = tally;
    const { steps } = session;
    if (isAtLimit && options.brief !== true) covered = () => estimator.after(executions, steps, estimate);
  };
  const onEnd = () => {
    cuts?.look();
    const goesOn = counted.ended();
    if (!goesOn && strategy instanceof Dpor) stop(strategy.coverage);
    return goesOn;
  };
  const through: Through = {
    limits: {
      maxExecutions: options.maxExecutions ?? null,
      maxEvents: Number.isFinite(maxEvents) ? maxEvents : null,
      untilFirst: options.untilFirst === true,
    },
    options: {
      trackData,
      symmetry,
      coverage: options.coverage === true,
      brief: options.brief === true,
      collects: collector !== null,
      ...(options.cutting === undefined ? {} : { cutting: options.cutting }),
    },
    canShare: by === 'traces' && cuts === null && options.onTrace === undefined,
    from: from as TraceCheckpoint | null,
    onEnd,
    onStop: stop,
  };
  const complete =
    strategy instanceof Dpor
      ? yield* throughPieces(strategy, counted, through)
      : strategy.explore(onEnd, from as BoundedCheckpoint | null);
  const { executions, failures, longest, stopped } = tally;

  failures.addOverall(session.order.findings);
  let outcome: Verdict['outcome'] = 'holds';
  let reason: string | null = stopped;
  if (failures.isBroken) outcome = 'violated';
  else if (by === 'traces' && strategy instanceof Dpor && strategy.isOnePiece && strategy.blocked > 0) {
    outcome = 'inconclusive';
    reason = `${strategy.blocked} executions were started in vain: a fault of the engine. Please report this scenario`;
  } else if (!complete) {
    outcome = 'holds within';
    if (bounded !== null) reason = boundText(bounded, stopped, by);
  } else
    ({ outcome, reason } = cutShort(session, vacuity(scenario, session.watched.unreached, session.watched.applied)));
  const verdict = {
    scenario: scenario.name,
    outcome,
    reason,
    choice: null,
    ...(cuts === null ? {} : { claims: `claims asked in ${cuts.asked} cuts` }),
    counts: {
      strategy: by,
      executions,
      violating: failures.count,
      blocked: strategy.blocked,
      events: session.steps,
      probes: session.probes,
      longest,
      ...(bounded === null ? {} : { levels: runningSums(bounded.traces) }),
    },
    broken: failures.byClaim,
    counterexample: failures.smallest,
    ...(options.brief === true ? { counterexamples: failures.firsts } : {}),
    ...(counted.locks === null ? {} : { locks: counted.locks }),
  };
  return {
    verdict: { ...verdict, unexpected: unexpected(scenario, verdict, complete && !symmetry && cuts === null) },
    complete,
    isInterrupted: tally.isInterrupted,
    estimate: complete ? executions : estimate,
    covered,
  };
}

/** As checkpoints say it. */
function boundOf({ bound }: BoundedSearch): number | string {
  return Number.isFinite(bound) ? bound : 'any';
}

/** What of it is complete. */
function boundText({ bound, level, share, traces }: BoundedSearch, stopped: string | null, by: string): string {
  const most = (count: number) => `every execution with at most ${count} ${count === 1 ? by.slice(0, -1) : by}`;
  if (stopped === null) return most(bound);
  const found = traces[level] ?? 0;
  const next = `of those with ${level}, ${found} ${found === 1 ? 'trace' : 'traces'} so far (about ${Math.floor(100 * share)} %)`;
  return [stopped, ...(level > 0 ? [most(level - 1)] : []), next].join('; ');
}

function runningSums(numbers: readonly number[]): number[] {
  let sum = 0;
  return numbers.map((number) => (sum += number));
}
