/** Explores a scenario state by state. */
import { CHECKPOINT_SCHEMA, requireSame } from './checkpoint.js';
import type { ExploreOptions, Frontier } from './explore-options.js';
import { Failures } from './failures.js';
import type { Scenario } from './scenario.js';
import { Session } from './session.js';
import { type StateCheckpoint, type StateFinding, StateSearch } from './strategies/state-search.js';
import { expectedClaims, unexpected, type Verdict, vacuity } from './verdict.js';

export interface StateExploration {
  readonly verdict: Verdict;
  readonly complete: boolean;
  /** Stopped because somebody wanted no more. */
  readonly isInterrupted: boolean;
  /** By depth, as far as they are complete: new states. */
  readonly levels: readonly number[];
}

export function exploreStates(scenario: Scenario, options: ExploreOptions): StateExploration {
  const {
    maxStates = Infinity,
    untilFirst = false,
    onProgress,
    progressEvery = 1000,
    search: how = {},
    paranoid = false,
    from = null,
  } = options;
  const { order = 'breadth-first', store = 'exact', log2Bits = 30, sleepSets = true, symmetry = true } = how;
  const asked = { order, store, log2Bits, sleepSets, symmetry };
  const session = new Session(scenario, { spinsWait: false });
  if (from !== null) {
    requireSame(from, scenario.name, 'states', asked);
    session.learn(from.session);
  }
  const search = new StateSearch(session, { ...how, paranoid });
  let stopped: string | null = null;
  let isInterrupted = false;
  let expanded = from?.expanded ?? 0;
  let beginning = from?.search.beginnings ?? 0;
  const checkpoint = (): StateCheckpoint => ({
    schema: CHECKPOINT_SCHEMA,
    scenario: scenario.name,
    strategy: 'states',
    asked,
    session: session.save(),
    search: search.save(),
    expanded,
  });
  const complete = search.explore(() => {
    const { count } = search.store;
    if (search.beginnings !== beginning) {
      beginning = search.beginnings;
      expanded = 0;
    }
    expanded++;
    if (untilFirst && (search.findings.size > 0 || session.order.findings.length > 0))
      stopped = 'stopped at the first broken claim';
    else if (count >= maxStates) stopped = `stopped after ${count} states${reached(search)}`;
    else if (onProgress !== undefined && expanded % progressEvery === 0) {
      const go = onProgress({
        strategy: 'states',
        explored: count,
        violating: violating(search),
        frontier: frontier(search, expanded),
        checkpoint,
      });
      isInterrupted = go === false;
      if (isInterrupted) stopped = `interrupted after ${count} states${reached(search)}`;
    }
    return stopped === null;
  }, from);

  const wanted = expectedClaims(scenario);
  const failures = new Failures(session, wanted, options.brief !== true);
  const overall = session.order.findings;
  for (const finding of search.findings.values()) show(session, finding, failures);
  if (overall.length > 0) session.restart();
  failures.addOverall(overall);
  const times = Object.fromEntries([...search.findings.values()].map((finding) => [finding.claim, finding.times]));
  const broken = { ...failures.byClaim, ...times };
  const { space, store: seen } = search;
  let outcome: Verdict['outcome'] = 'holds';
  let reason: string | null = stopped;
  if (failures.isBroken) outcome = 'violated';
  else if (!complete) outcome = 'holds within';
  else ({ outcome, reason } = vacuity(scenario, [...space.unreached], space.applied));
  if (outcome === 'holds' && seen.omission > 0) {
    outcome = 'holds within';
    reason = `some state may have been left out: probability ${seen.omission.toExponential(1)}`;
  }
  const verdict = {
    scenario: scenario.name,
    outcome,
    reason,
    choice: null,
    counts: {
      strategy: 'states' as const,
      states: seen.count,
      transitions: search.transitions,
      finals: search.finals,
      violating: violating(search),
      depth: search.depth,
      executions: space.executions,
      events: space.realEvents,
      omission: seen.omission,
      bytes: seen.bytes,
    },
    broken,
    counterexample: failures.smallest,
    ...(options.brief === true ? { counterexamples: failures.firsts } : {}),
  };
  return {
    verdict: { ...verdict, unexpected: unexpected(scenario, verdict, complete) },
    complete,
    isInterrupted,
    levels: search.levels,
  };
}

/** @param expanded states whose steps have been looked at */
function frontier({ levels, store }: StateSearch, expanded: number): Frontier | null {
  return levels.length === 0 ? null : { depth: levels.length - 1, states: Math.max(0, store.count - expanded) };
}

function reached({ levels }: StateSearch): string {
  return levels.length === 0 ? '' : `: everything within ${levels.length - 1} events of the start is covered`;
}

function violating({ findings }: StateSearch): number {
  let sum = 0;
  for (const { times } of findings.values()) sum += times;
  return sum;
}

/** Runs the events that break a claim, with everything recorded, and has the result made small. */
function show(session: Session, { claim, events, loop }: StateFinding, failures: Failures): void {
  do {
    session.restart();
    for (let k = 0; k < events.length && !session.restartNeeded; k += 2) session.step(events[k]!, events[k + 1]!);
  } while (session.restartNeeded);
  if (loop > 0) {
    failures.addLasso(claim, loop);
    return;
  }
  session.isAtStepBound();
  if (session.choices().length === 0) session.end();
  const finding = session.findings.find((each) => each.claim === claim);
  if (finding === undefined) throw new Error(`${session.scenario.name}: ${claim} does not break again where it broke`);
  failures.add([finding]);
}
