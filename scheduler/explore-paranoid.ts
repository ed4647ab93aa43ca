/** Explores a scenario and distrusts every step of that: the answers of the engine and what the objects declare. */
import type { ExploreOptions } from './explore-options.js';
import { exploreStates, type StateExploration } from './explore-states.js';
import { exploreTraces, partialVerdict, type TraceExploration } from './explore-traces.js';
import { LIVELOCK, STEP_BOUND } from './findings.js';
import { requireSameAgain } from './paranoid/reruns.js';
import { Swaps } from './paranoid/swaps.js';
import { TraceOracle } from './paranoid/trace-oracle.js';
import type { Scenario } from './scenario.js';
import type { Session } from './session.js';
import { NoStatesError } from './states/values.js';
import { unexpected, type Verdict } from './verdict.js';

/** Of executions the first so many and then one in so many is run again. */
const SHARE = 16;
/** Executions that are enough for both engines to be tried, one after the other. */
const SMALL = 2_000;

export function exploreParanoidly(
  scenario: Scenario,
  options: ExploreOptions,
  strategy: 'traces' | 'states' | 'auto',
): Verdict {
  if (strategy === 'traces') return partialVerdict(distrustTraces(scenario, options));
  if (strategy === 'states') return exploreStates(scenario, options).verdict;
  const traces = distrustTraces(scenario, { ...options, maxExecutions: options.maxExecutions ?? SMALL });
  const isEndless = STEP_BOUND in traces.verdict.broken;
  const isWhole = traces.complete && !isEndless;
  if (traces.verdict.outcome === 'inconclusive') return traces.verdict;
  let states: StateExploration;
  try {
    states = exploreStates(scenario, options);
  } catch (error) {
    if (!(error instanceof NoStatesError)) throw error;
    const verdict = isWhole ? traces.verdict : partialVerdict(distrustTraces(scenario, options));
    return { ...verdict, choice: `explored by traces (not by states: ${error.message})` };
  }
  if (!isWhole) {
    const why = isEndless ? 'some executions do not end' : `more than ${traces.verdict.counts.executions} traces`;
    return { ...states.verdict, choice: `explored by states (${why})` };
  }
  if (!states.complete) return { ...traces.verdict, choice: `explored by traces (states: ${states.verdict.reason})` };
  const [mine, its] = [traces, states].map(({ verdict }) => brokenText(verdict));
  const verdict: Verdict = { ...traces.verdict, choice: 'explored by traces and by states' };
  return mine === its
    ? verdict
    : doubted(scenario, verdict, `the engines differ: by traces ${mine}, by states ${its}. ${WHY_DIFFERENT}`);
}

const WHY_DIFFERENT =
  'A claim that is falsely said to be perRange does that; if there is none, it is a fault of the engine: please report it';

function brokenText({ outcome, broken }: Verdict): string {
  const claims = Object.keys(broken).sort();
  return claims.length === 0 ? outcome : `${outcome} (${claims.join(', ')})`;
}

function distrustTraces(scenario: Scenario, options: ExploreOptions): TraceExploration {
  let session: Session | null = null;
  let oracle: TraceOracle | null = null;
  const swaps = new Swaps();
  let executions = 0;
  let again = 0;
  let fault: string | null = null;
  const found = exploreTraces(scenario, {
    ...options,
    symmetry: false,
    onTrace(at) {
      options.onTrace?.(at);
      if (session !== at) [session, oracle] = [at, new TraceOracle(at)];
      oracle!.add();
      if (executions++ >= SHARE && executions % SHARE !== 0) return;
      again++;
      requireSameAgain(at);
      fault ??= swaps.look(at);
    },
  });
  const checked = [`${again} executions run again`, `${swaps.tried} pairs of independent events swapped`];
  if (!found.complete) checked.push('no brute force: the exploration is not complete');
  else if (STEP_BOUND in found.verdict.broken || LIVELOCK in found.verdict.broken)
    checked.push('no brute force: some executions do not end');
  else {
    const compared = (oracle as TraceOracle | null)!.compare();
    checked.push(compared.said);
    fault ??= compared.fault;
  }
  const verdict: Verdict = { ...found.verdict, checked: checked.join('; ') };
  return fault === null
    ? { ...found, verdict }
    : { ...found, verdict: doubted(scenario, verdict, fault), covered: null };
}

function doubted(scenario: Scenario, verdict: Verdict, reason: string): Verdict {
  const doubtful: Verdict = { ...verdict, outcome: 'inconclusive', reason };
  return { ...doubtful, unexpected: unexpected(scenario, doubtful, false) };
}
