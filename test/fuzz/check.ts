/** Compares the strategies that visit each trace once with both oracles on one program. */
import { DATA_RACE } from '../../scheduler/detectors/data-race.js';
import { DEADLOCK } from '../../scheduler/detectors/deadlock.js';
import { LIVELOCK } from '../../scheduler/findings.js';
import type { Cutting } from '../../scheduler/pieces/piece.js';
import { Session } from '../../scheduler/session.js';
import { BoundedSearch } from '../../scheduler/strategies/bounded.js';
import { preemptions } from '../../scheduler/strategies/context-bounded.js';
import { delays } from '../../scheduler/strategies/delay-bounded.js';
import { OptimalDpor } from '../../scheduler/strategies/optimal-dpor.js';
import { RandomExecutions } from '../../scheduler/strategies/random-executions.js';
import type { Mutation } from '../../scheduler/strategies/reversal.js';
import { SourceDpor } from '../../scheduler/strategies/source-dpor.js';
import { bruteForce, collect, type Exploration, MAX_STATES, ownSlotsOf, without } from './collect.js';
import { outcomes } from './final-states.js';
import { equalThreads, type FuzzWorld, instructionsOf, type Program, scenarioOf } from './program.js';
import { freesEarly, isSync } from './sync.js';

/** Of each program: four of each sampler of the portfolio. */
const RANDOM_EXECUTIONS = 24;

/** What a strategy found that differs from what there is. */
interface Difference {
  readonly missed: number;
  readonly duplicate: number;
  /** Executions that are no trace of the oracle's, or break other claims than it there. */
  readonly unreal: number;
}

export interface Comparison extends Difference {
  /** Too large for the oracles: nothing was compared. */
  readonly skipped: boolean;
  readonly traces: number;
  readonly blocked: number;
  /** Random executions that are no trace of the oracle's, or break other claims than it there. */
  readonly sampledUnreal: number;
  /** Final states that only one side reached, and claims that only one side saw broken; null if too many states. */
  readonly states: { readonly missing: number; readonly extra: number } | null;
}

const NOTHING = { missed: 0, duplicate: 0, unreal: 0, blocked: 0, sampledUnreal: 0 };

export function isExact({ missed, duplicate, unreal, blocked, sampledUnreal, states }: Comparison): boolean {
  const statesAgree = states === null || (states.missing === 0 && states.extra === 0);
  return missed + duplicate + unreal + blocked + sampledUnreal === 0 && statesAgree;
}

/** @param mutation a deliberate fault of the engine */
export function compare(program: Program, mutation: Mutation = {}): Comparison {
  const expected = bruteForce(program);
  if (expected === null) return { ...NOTHING, skipped: true, traces: 0, states: null };
  const scenario = scenarioOf(program);
  const session = new Session(scenario);
  const dpor = new OptimalDpor(session, mutation);
  const found = collect(session, (onEnd) => dpor.explore(onEnd), { most: mostOf(expected, program) });
  return {
    skipped: false,
    traces: expected.traces.size,
    ...difference(expected, found),
    blocked: dpor.blocked,
    sampledUnreal: difference(expected, sample(session)).unreal,
    states: compareStates(program, found),
  };
}

/** Random executions, in a session that knows all that there is to learn: a few may not show which releases are observed. */
function sample(session: Session): Exploration {
  const strategy = new RandomExecutions(session, 'fuzz');
  const run = (onEnd: () => boolean) => {
    strategy.explore(onEnd);
    return true;
  };
  return collect(session, run, { most: RANDOM_EXECUTIONS });
}

/** More executions than this are a fault too. Source DPOR goes round a loop once more in each, until it is known as one. */
function mostOf(expected: Exploration, program: Program): number {
  const spins = instructionsOf(program).some(({ kind }) => kind === 'spin');
  return 4 * expected.traces.size + (spins ? 5_000 : 100);
}

function difference(expected: Exploration, found: Exploration): Difference {
  return {
    missed: without(expected.traces.keys(), found.traces),
    duplicate: found.executions - found.traces.size,
    unreal: [...found.traces].filter(([trace, claims]) => expected.traces.get(trace) !== claims).length,
  };
}

/** As many pieces as there can be. */
export const FINE: Cutting = { first: 1, each: 1, planned: 1e9 };

/** The other strategies that visit each trace once; unbounded. */
const OTHERS = {
  pieces: (session: Session, mutation: Mutation) => new OptimalDpor(session, mutation, FINE),
  source: (session: Session, mutation: Mutation) => new SourceDpor(session, mutation),
  preemptions: (session: Session) => new BoundedSearch(session, preemptions),
  delays: (session: Session) => new BoundedSearch(session, delays),
};

export interface OtherComparison extends Difference {
  readonly blocked: number;
}

/** By strategy; null if the program is too large. */
export function compareOthers(
  program: Program,
  mutation: Mutation = {},
): Readonly<Record<keyof typeof OTHERS, OtherComparison>> | null {
  const expected = bruteForce(program);
  if (expected === null) return null;
  const compared = (by: keyof typeof OTHERS) => {
    const session = new Session(scenarioOf(program));
    const strategy = OTHERS[by](session, mutation);
    const found = collect(session, (onEnd) => strategy.explore(onEnd), { most: mostOf(expected, program) });
    return { ...difference(expected, found), blocked: strategy.blocked };
  };
  return {
    pieces: compared('pieces'),
    source: compared('source'),
    preemptions: compared('preemptions'),
    delays: compared('delays'),
  };
}

export interface OrbitComparison {
  readonly skipped: boolean;
  /** Traces up to symmetry. */
  readonly orbits: number;
  /** Executions that optimal DPOR made. */
  readonly executions: number;
  readonly missed: number;
  readonly unreal: number;
  readonly blocked: number;
  readonly claimsDiffer: boolean;
}

/** Traces up to the exchange of equal threads: optimal DPOR with symmetry against brute force without. */
export function compareOrbits(program: Program): OrbitComparison {
  const groups = equalThreads(program);
  const expected = bruteForce(program, groups);
  if (expected === null)
    return { skipped: true, orbits: 0, executions: 0, missed: 0, unreal: 0, blocked: 0, claimsDiffer: false };
  const session = new Session(scenarioOf(program), { symmetry: true });
  const dpor = new OptimalDpor(session);
  const found = collect(session, (onEnd) => dpor.explore(onEnd), { groups, ownSlots: ownSlotsOf(program) });
  return {
    skipped: false,
    orbits: expected.traces.size,
    executions: found.executions,
    missed: without(expected.traces.keys(), found.traces),
    unreal: without(found.traces.keys(), expected.traces),
    blocked: dpor.blocked,
    claimsDiffer: without(expected.broken, found.broken) + without(found.broken, expected.broken) > 0,
  };
}

/**
 * Against concrete states with releases that ride along: always equal. Against those with each release as a step: equal
 * too, unless there is a data race, for then plain code between two steps is not atomic, or objects are freed early.
 */
function compareStates(program: Program, found: Exploration): Comparison['states'] {
  const scenario = scenarioOf(program);
  const frees = instructionsOf(program).some((instruction) => isSync(instruction) && freesEarly(instruction));
  const localState = ({ logs, seen }: FuzzWorld) => [[...logs].sort(), [...seen].sort()];
  const spins = ({ inVain, spinning }: FuzzWorld, thread: string) => ({
    inVain: inVain.get(thread) ?? 0,
    isFound: spinning.get(thread)?.() ?? true,
  });
  const hasRace = found.broken.has(DATA_RACE);
  let missing = 0;
  let extra = 0;
  for (const fuse of [true, false]) {
    const expected = outcomes(scenario, { localState, spins, maxStates: MAX_STATES, fuse });
    if (expected === null) return null;
    if (fuse || !(hasRace || frees)) missing += without(expected.finals, found.finals);
    extra += without(found.finals, expected.finals);
    if (!fuse) continue;
    const stuck = (claim: string) => (claim === LIVELOCK ? DEADLOCK : claim);
    const seen = new Set([...found.broken].filter((claim) => claim !== DATA_RACE).map(stuck));
    missing += without(expected.broken, seen);
    extra += without(seen, expected.broken);
  }
  return { missing, extra };
}
