/** Compares optimal DPOR with both oracles on one program. */
import { DATA_RACE, Session } from '../../scheduler/session.js';
import { type Mutation, OptimalDpor } from '../../scheduler/strategies/optimal-dpor.js';
import { TracePrefixes } from '../../scheduler/strategies/trace-prefixes.js';
import { finalState, type Outcomes, outcomes, renamings } from './final-states.js';
import { equalThreads, type FuzzWorld, instructionsOf, type Program, scenarioOf } from './program.js';
import { freesEarly, isSync } from './sync.js';

const MAX_PREFIXES = 3_000;
const MAX_STATES = 4_000;

export interface Comparison {
  /** Too large for the oracles: nothing was compared. */
  readonly skipped: boolean;
  readonly traces: number;
  readonly missed: number;
  readonly duplicate: number;
  /** Executions that are no trace of the oracle's, or break other claims than it there. */
  readonly unreal: number;
  readonly blocked: number;
  /** Final states that only one side reached, and claims that only one side saw broken; null if too many states. */
  readonly states: { readonly missing: number; readonly extra: number } | null;
}

const NOTHING = { missed: 0, duplicate: 0, unreal: 0, blocked: 0 };

export function isExact({ missed, duplicate, unreal, blocked, states }: Comparison): boolean {
  const statesAgree = states === null || (states.missing === 0 && states.extra === 0);
  return missed + duplicate + unreal + blocked === 0 && statesAgree;
}

/** @param mutation a deliberate fault of the engine */
export function compare(program: Program, mutation: Mutation = {}): Comparison {
  const scenario = scenarioOf(program);
  // A session each: DPOR has to learn by itself which releases are observed, and what the claims read.
  const bruteSession = new Session(scenario);
  const brute = new TracePrefixes(bruteSession);
  const expected = collect(bruteSession, (onEnd) => brute.explore(onEnd, MAX_PREFIXES));
  if (!expected.isComplete) return { ...NOTHING, skipped: true, traces: 0, states: null };
  const session = new Session(scenario);
  const dpor = new OptimalDpor(session, mutation);
  const found = collect(session, (onEnd) => dpor.explore(onEnd), 4 * expected.traces.size + 100);
  return {
    skipped: false,
    traces: expected.traces.size,
    missed: [...expected.traces.keys()].filter((trace) => !found.traces.has(trace)).length,
    duplicate: found.executions - found.traces.size,
    unreal: [...found.traces].filter(([trace, claims]) => expected.traces.get(trace) !== claims).length,
    blocked: dpor.blocked,
    states: compareStates(program, found),
  };
}

/** What an exploration found; `traces` maps each to the claims that it breaks. */
interface Exploration extends Outcomes {
  readonly traces: ReadonlyMap<string, string>;
  readonly executions: number;
  readonly isComplete: boolean;
}

function collect(session: Session, explore: (onEnd: () => boolean) => boolean, most = Infinity): Exploration {
  const traces = new Map<string, string>();
  const finals = new Set<string>();
  const broken = new Set<string>();
  let beginning = session.beginnings;
  let executions = 0;
  const isComplete = explore(() => {
    if (session.beginnings !== beginning) {
      beginning = session.beginnings;
      executions = 0;
      for (const each of [traces, finals, broken]) each.clear();
    }
    executions++;
    const claims = session.findings.map(({ claim }) => claim);
    for (const claim of claims) broken.add(claim);
    traces.set(traceOf(session), claims.sort().join());
    finals.add(finalState(session.execution));
    return executions < most;
  });
  return { traces, finals, broken, executions, isComplete };
}

/**
 * As Path.canonical, by thread name: two sessions may number spawned threads differently. Of all traces that differ by an
 * exchange within a group of interchangeable threads the first.
 */
function traceOf({ path, execution }: Session, interchangeable: readonly (readonly string[])[] = []): string {
  const { stride, depth, counts, alternative, eventAt, operation } = path;
  const clocks = path.gates === null ? path.clocks : path.raceClocks;
  const present = Array.from({ length: stride }, (_, p) => p).filter((p) => execution.threads[p] !== undefined);
  const forms = renamings(interchangeable).map((renamed) => {
    const name = (p: number) => renamed.get(execution.threads[p]!.name) ?? execution.threads[p]!.name;
    const threads = present.toSorted((a, b) => (name(a) < name(b) ? -1 : 1));
    const parts = threads.map((p) => {
      const events: string[] = [];
      for (let n = 0; n < counts[depth * stride + p]!; n++) {
        const j = eventAt[p]![n]!;
        const chosen = alternative[j]!;
        const choosesThread = chosen > 0 && operation[j]!.candidates !== undefined;
        events.push(`${choosesThread ? name(chosen - 1) : chosen}:${threads.map((q) => clocks[j * stride + q])}`);
      }
      return `${name(p)} ${events.join(' ')}`;
    });
    return parts.join('; ');
  });
  return forms.sort()[0]!;
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
  const collectOrbits = (session: Session, explore: (onEnd: () => boolean) => boolean) => {
    const orbits = new Set<string>();
    const claims = new Set<string>();
    let beginning = session.beginnings;
    let executions = 0;
    const isComplete = explore(() => {
      if (session.beginnings !== beginning) {
        executions = 0;
        orbits.clear();
        claims.clear();
      }
      beginning = session.beginnings;
      executions++;
      orbits.add(traceOf(session, groups));
      for (const { claim } of session.findings) claims.add(claim);
      return true;
    });
    return { orbits, claims, executions, isComplete };
  };
  const bruteSession = new Session(scenarioOf(program));
  const brute = new TracePrefixes(bruteSession);
  const expected = collectOrbits(bruteSession, (onEnd) => brute.explore(onEnd, MAX_PREFIXES));
  const session = new Session(scenarioOf(program), { symmetry: true });
  const dpor = new OptimalDpor(session);
  if (!expected.isComplete)
    return { skipped: true, orbits: 0, executions: 0, missed: 0, unreal: 0, blocked: 0, claimsDiffer: false };
  const found = collectOrbits(session, (onEnd) => dpor.explore(onEnd));
  return {
    skipped: false,
    orbits: expected.orbits.size,
    executions: found.executions,
    missed: without(expected.orbits, found.orbits),
    unreal: without(found.orbits, expected.orbits),
    blocked: dpor.blocked,
    claimsDiffer: without(expected.claims, found.claims) + without(found.claims, expected.claims) > 0,
  };
}

/**
 * Against concrete states with releases that ride along: always equal. Against those with each release as a step: equal
 * too, unless there is a data race, for then plain code between two steps is not atomic, or objects are freed early.
 */
function compareStates(program: Program, found: Exploration): Comparison['states'] {
  const scenario = scenarioOf(program);
  const frees = instructionsOf(program).some((instruction) => isSync(instruction) && freesEarly(instruction));
  const localState = ({ logs }: FuzzWorld) => [...logs].sort();
  const hasRace = found.broken.has(DATA_RACE);
  let missing = 0;
  let extra = 0;
  for (const fuse of [true, false]) {
    const expected = outcomes(scenario, { localState, maxStates: MAX_STATES, fuse });
    if (expected === null) return null;
    if (fuse || !(hasRace || frees)) missing += without(expected.finals, found.finals);
    extra += without(found.finals, expected.finals);
    if (!fuse) continue;
    const seen = new Set([...found.broken].filter((claim) => claim !== DATA_RACE));
    missing += without(expected.broken, seen);
    extra += without(seen, expected.broken);
  }
  return { missing, extra };
}

const without = (all: ReadonlySet<string>, others: ReadonlySet<string>): number =>
  [...all].filter((each) => !others.has(each)).length;
