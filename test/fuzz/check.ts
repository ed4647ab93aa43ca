/** Compares optimal DPOR with both oracles on one program. */
import { Session } from '../../scheduler/session.js';
import { type Mutation, OptimalDpor } from '../../scheduler/strategies/optimal-dpor.js';
import { TracePrefixes } from '../../scheduler/strategies/trace-prefixes.js';
import { finalState, finalStates } from './final-states.js';
import { type Program, scenarioOf } from './program.js';

const MAX_PREFIXES = 3_000;
const MAX_STATES = 4_000;

export interface Comparison {
  /** Too large for the oracles: nothing was compared. */
  readonly skipped: boolean;
  readonly traces: number;
  readonly missed: number;
  readonly duplicate: number;
  /** Executions that are no trace of the oracle's. */
  readonly unreal: number;
  readonly blocked: number;
  /** Final states that only one side reached; null if that was not compared (a data race, or too many states). */
  readonly states: { readonly missing: number; readonly extra: number } | null;
  readonly claimsDiffer: boolean;
}

const NOTHING = { missed: 0, duplicate: 0, unreal: 0, blocked: 0, claimsDiffer: false };

export function isExact({ missed, duplicate, unreal, blocked, states, claimsDiffer }: Comparison): boolean {
  const statesAgree = states === null || (states.missing === 0 && states.extra === 0);
  return missed + duplicate + unreal + blocked === 0 && statesAgree && !claimsDiffer;
}

/** @param mutation a deliberate fault of the engine */
export function compare(program: Program, mutation: Mutation = {}): Comparison {
  const scenario = scenarioOf(program);
  const session = new Session(scenario);
  const brute = new TracePrefixes(session);
  const expected = collect(session, (onEnd) => brute.explore(onEnd, MAX_PREFIXES));
  if (!expected.isComplete) return { ...NOTHING, skipped: true, traces: 0, states: null };
  const dpor = new OptimalDpor(session, mutation);
  const found = collect(session, (onEnd) => dpor.explore(onEnd), 4 * expected.traces.size + 100);
  const counts = [...found.traces];
  const hasRace = expected.claims.has('data race');
  return {
    skipped: false,
    traces: expected.traces.size,
    missed: [...expected.traces.keys()].filter((trace) => !found.traces.has(trace)).length,
    duplicate: counts.filter(([, times]) => times > 1).length,
    unreal: counts.filter(([trace]) => !expected.traces.has(trace)).length,
    blocked: dpor.blocked,
    states: compareStates(program, found.finals, hasRace),
    claimsDiffer: [...expected.claims].sort().join() !== [...found.claims].sort().join(),
  };
}

function collect(session: Session, explore: (onEnd: () => boolean) => boolean, most = Number.POSITIVE_INFINITY) {
  const traces = new Map<string, number>();
  const finals = new Set<string>();
  const claims = new Set<string>();
  let beginning = session.beginnings;
  let ended = 0;
  const isComplete = explore(() => {
    if (session.beginnings !== beginning) {
      beginning = session.beginnings;
      for (const each of [traces, finals, claims]) each.clear();
    }
    const trace = session.path.canonical();
    traces.set(trace, (traces.get(trace) ?? 0) + 1);
    finals.add(finalState(session.execution));
    for (const { claim } of session.findings) claims.add(claim);
    return ++ended < most;
  });
  return { traces, finals, claims, isComplete };
}

/** With a data race, plain code between two steps is not atomic: the finest states may be more than ours. */
function compareStates(program: Program, found: ReadonlySet<string>, hasRace: boolean): Comparison['states'] {
  const expected = finalStates(scenarioOf(program), ({ logs }) => [...logs].sort(), MAX_STATES);
  if (expected === null) return null;
  const missing = hasRace ? 0 : [...expected].filter((state) => !found.has(state)).length;
  return { missing, extra: [...found].filter((state) => !expected.has(state)).length };
}
