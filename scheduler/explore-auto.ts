/**
 * Chooses between traces and states: tries both for a while, estimates what each still has to do, goes on with the
 * cheaper one, and thinks again whenever that takes longer than it promised. Budgets are counts, never times: the
 * choice is the same on every machine.
 */
import { rounded } from './estimate/estimate.js';
import type { ExploreOptions } from './explore-options.js';
import { exploreStates, type StateExploration } from './explore-states.js';
import { partialVerdict, sharedTraces, type TraceExploration } from './explore-traces.js';
import { STEP_BOUND } from './findings.js';
import { type Shared, statesFrom } from './questions.js';
import type { Scenario } from './scenario.js';
import { NoStatesError } from './states/values.js';
import type { TraceCounts, Verdict } from './verdict.js';

/** What each engine may do before the first comparison, and how much more each time it is chosen. */
const FIRST_EXECUTIONS = 2_000;
const FIRST_EVENTS = 400_000;
const FIRST_STATES = 50_000;
const FACTOR = 16;
/** Where executions do not end, states beyond this are taken for endless too. */
const MOST_STATES_IF_ENDLESS = 1_000_000;
/** A transition, which is mostly looked up, against an event that is performed. */
const TRANSITION_COST = 4;

export function* exploreAutomatically(scenario: Scenario, options: ExploreOptions): Shared<Verdict> {
  const { maxExecutions = Infinity, maxStates = Infinity } = options;
  let executions = FIRST_EXECUTIONS;
  let events = FIRST_EVENTS;
  let states = FIRST_STATES;
  const tryTraces = () =>
    sharedTraces(scenario, { ...options, maxExecutions: Math.min(executions, maxExecutions) }, 'traces', events);
  const tryStates = () => {
    const how = { ...options, maxStates: Math.min(states, maxStates) };
    return statesFrom(how, () => exploreStates(scenario, how));
  };
  const isOver = ({ verdict, complete, isInterrupted }: TraceExploration | StateExploration) =>
    complete || isInterrupted || (options.untilFirst === true && verdict.outcome === 'violated');

  let traces = yield* tryTraces();
  const isEndless = STEP_BOUND in traces.verdict.broken;
  if (isOver(traces) && !isEndless) return partialVerdict(traces);
  let found: StateExploration;
  try {
    found = yield* tryStates();
  } catch (error) {
    if (!(error instanceof NoStatesError)) throw error;
    const verdict = partialVerdict(yield* sharedTraces(scenario, options));
    return chosen(verdict, `explored by traces (not by states: ${error.message})`);
  }
  for (;;) {
    const why = isEndless ? 'some executions do not end' : `traces: ${about(traces.estimate)}`;
    if (isOver(found)) return chosen(found.verdict, `explored by states (${why})`);
    const total = estimateStates(found.levels, longest(traces));
    const both = `${why}, states: ${about(total)}`;
    const { states: seen, transitions } = found.verdict.counts as Extract<Verdict['counts'], { strategy: 'states' }>;
    const perState = (transitions / seen) * TRANSITION_COST;
    const perTrace = (traces.verdict.counts as TraceCounts).events / (traces.verdict.counts as TraceCounts).executions;
    const canTrace = !isEndless && executions < maxExecutions;
    const canState = states < Math.min(maxStates, isEndless ? MOST_STATES_IF_ENDLESS : Infinity);
    if (canState && (!canTrace || total * perState <= traces.estimate * perTrace)) {
      states *= FACTOR;
      found = yield* tryStates();
    } else if (canTrace) {
      executions *= FACTOR;
      events *= FACTOR;
      traces = yield* tryTraces();
      if (isOver(traces)) return chosen(partialVerdict(traces), `explored by traces (${both})`);
    } else
      return chosen(
        isEndless ? traces.verdict : found.verdict,
        `neither traces nor states could be completed (${both})`,
      );
  }
}

function chosen(verdict: Verdict, choice: string): Verdict {
  return { ...verdict, choice };
}

function longest({ verdict }: TraceExploration): number {
  return (verdict.counts as TraceCounts).longest;
}

/**
 * How many states there are, roughly: from one depth to the next their number first grows and later shrinks again;
 * the growth seen last is taken to fall evenly until, at the length of the longest execution, it is its own inverse.
 */
function estimateStates(levels: readonly number[], length: number): number {
  let total = levels.reduce((sum, size) => sum + size, 0);
  const depth = levels.length - 1;
  if (depth < 1) return total;
  let size = levels[depth]!;
  const growth = size / levels[depth - 1]!;
  const left = Math.max(length - depth, 1);
  for (let k = 1; k <= left; k++) {
    size *= growth + ((1 / growth - growth) * k) / left;
    total += size;
  }
  return total;
}

/** An estimate with the one digit that it deserves. */
function about(estimate: number): string {
  return Number.isFinite(estimate) ? `about ${rounded(estimate, 1)}` : 'countless';
}
