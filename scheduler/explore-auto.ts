/**
 * Chooses between traces and states: tries both for a while, estimates what each still has to do, goes on with the
 * cheaper one, and thinks again whenever that takes longer than it promised. Budgets are counts, never times: the
 * choice is the same on every machine.
 */
import { CHECKPOINT_SCHEMA, requireSame } from './checkpoint.js';
import { rounded } from './estimate/estimate.js';
import type { ExploreOptions, Progress } from './explore-options.js';
import { exploreStates, type StateExploration } from './explore-states.js';
import { partialVerdict, sharedTraces, type TraceExploration } from './explore-traces.js';
import { STEP_BOUND } from './findings.js';
import { type Shared, statesFrom } from './questions.js';
import type { AutoCheckpoint, Tried } from './resume.js';
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
  const from = options.from ?? null;
  if (from !== null) requireSame(from, scenario.name, 'auto', {});
  const tried: Tried[] = [];
  const attempt = { scenario, options, from, tried };
  const tryTraces = () => triedTraces(attempt, { maxExecutions: Math.min(executions, maxExecutions) }, events);
  const tryStates = () => triedStates(attempt, { maxStates: Math.min(states, maxStates) });
  const isOver = ({ verdict, complete, isInterrupted }: TraceExploration | StateExploration) =>
    complete || isInterrupted || (options.untilFirst === true && verdict.outcome === 'violated');

  let traces = yield* tryTraces();
  const isEndless = STEP_BOUND in traces.verdict.broken;
  if (traces.isInterrupted || (isOver(traces) && !isEndless)) return partialVerdict(traces);
  let found: StateExploration;
  try {
    found = yield* tryStates();
  } catch (error) {
    if (!(error instanceof NoStatesError)) throw error;
    const verdict = partialVerdict(yield* triedTraces(attempt, {}, Infinity));
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

/** What is tried one after another, and what was tried before the exploration was interrupted. */
interface Attempts {
  readonly scenario: Scenario;
  readonly options: ExploreOptions;
  readonly from: AutoCheckpoint | null;
  /** So far. */
  readonly tried: Tried[];
}

function* triedTraces(attempts: Attempts, limits: ExploreOptions, maxEvents: number): Shared<TraceExploration> {
  const { scenario, from, tried } = attempts;
  const known = from?.tried[tried.length];
  if (known?.by === 'traces') {
    tried.push(known);
    return { ...known, estimate: known.estimate ?? Infinity, isInterrupted: false, covered: null };
  }
  const found = yield* sharedTraces(scenario, optionsOf(attempts, limits), 'traces', maxEvents);
  const { verdict, complete, estimate } = found;
  tried.push({ by: 'traces', verdict, complete, estimate: Number.isFinite(estimate) ? estimate : null });
  return found;
}

/** Throws NoStatesError. */
function* triedStates(attempts: Attempts, limits: ExploreOptions): Shared<StateExploration> {
  const { scenario, from, tried } = attempts;
  const known = from?.tried[tried.length];
  if (known?.by === 'states') {
    tried.push(known);
    return { ...known, complete: false, isInterrupted: false };
  }
  try {
    if (known?.by === 'neither') throw new NoStatesError(known.why);
    const how = optionsOf(attempts, limits);
    const found = yield* statesFrom(how, () => exploreStates(scenario, how));
    tried.push({ by: 'states', verdict: found.verdict, levels: found.levels });
    return found;
  } catch (error) {
    if (error instanceof NoStatesError) tried.push({ by: 'neither', why: error.message });
    throw error;
  }
}

/** Of the next attempt: goes on with the one that was interrupted, and says how far all of them are. */
function optionsOf({ scenario, options, from, tried }: Attempts, limits: ExploreOptions): ExploreOptions {
  const { from: _, onProgress, ...others } = options;
  const how = { ...others, ...limits, ...(from?.tried.length === tried.length ? { from: from.under } : {}) };
  if (onProgress === undefined) return how;
  const checkpoint = (now: Progress): AutoCheckpoint => ({
    schema: CHECKPOINT_SCHEMA,
    scenario: scenario.name,
    strategy: 'auto',
    asked: {},
    tried: [...tried],
    under: now.checkpoint() as AutoCheckpoint['under'],
  });
  return { ...how, onProgress: (now) => onProgress({ ...now, checkpoint: () => checkpoint(now) }) };
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
