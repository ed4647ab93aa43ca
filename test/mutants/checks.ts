/**
 * The checks that a mutant of the engine has to get past, the ones that notice most first. All are quick forms of what
 * the tests do: reference programs by every complete strategy, the programs that show the known pitfalls, random
 * programs against the oracles with a fixed seed.
 */
import fc from 'fast-check';
import { atomicIncrements, casrot, lastzero } from '../../bench/programs/classic.js';
import { CORR, CORR2, IRIW, MP } from '../../bench/programs/litmus.js';
import { combinationLock, dekkerLockTryLock, sleepingRaces } from '../../bench/programs/published.js';
import { toyByRange } from '../../bench/programs/toy.js';
import { awaitIncrements, philosophers, spawnedIncrements, triedIncrements } from '../../bench/programs/waiting.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { Session } from '../../scheduler/session.js';
import { BoundedSearch } from '../../scheduler/strategies/bounded.js';
import { preemptions } from '../../scheduler/strategies/context-bounded.js';
import { delays } from '../../scheduler/strategies/delay-bounded.js';
import { DepthFirst } from '../../scheduler/strategies/depth-first.js';
import { OptimalDpor } from '../../scheduler/strategies/optimal-dpor.js';
import { SourceDpor } from '../../scheduler/strategies/source-dpor.js';
import { StateSearch, type StateSearchOptions } from '../../scheduler/strategies/state-search.js';
import { compare, compareOrbits, compareOthers, isExact } from '../fuzz/check.js';
import { findsLassos, graphs } from '../fuzz/check-lassos.js';
import { wrongLevels } from '../fuzz/check-levels.js';
import { compareStates, isSame } from '../fuzz/check-states.js';
import { stateLists, storesAgree } from '../fuzz/check-stores.js';
import { collect } from '../fuzz/collect.js';
import { FEATURE_SETS, type Program, programs, type Shape, withEqualThreads } from '../fuzz/program.js';
import { KILLERS } from '../scheduler/mutant-killers.js';
import { SOURCE_KILLER } from '../scheduler/source-killer.js';
import { cornersAreRight } from './corners.js';
import { ENDLESS } from './endless.js';
import { figuresAreRight } from './figures.js';
import {
  BEGINS_BUSY,
  BLOCKED_AND_PLAIN,
  CHOICE_AND_PLAIN,
  QUEUE,
  SAME_SLOT,
  WRITE_AFTER_UNLOCK,
} from './gap-programs.js';
import { guardsAreRight } from './guards.js';
import { largeProgramsAreRight } from './large.js';

const SEED = 7;
const SMALL: readonly Shape[] = [
  [2, 3],
  [3, 2],
];

/** Published numbers of traces. */
const TRACES: readonly (readonly [program: Scenario, traces: number])[] = [
  [lastzero(4), 28],
  [casrot(5), 43],
  [atomicIncrements(3, 2), 36],
  [IRIW, 15],
  [CORR2, 72],
  [sleepingRaces(), 10],
  [combinationLock(), 6],
  [dekkerLockTryLock(), 4],
  [triedIncrements(3, true), 21],
  [philosophers(3), 7],
  [awaitIncrements(3, 3), 1],
  [spawnedIncrements(3), 6],
  [toyByRange(3, 1), 30],
];

/** With few enough interleavings to go through all of them. */
const SMALLEST: typeof TRACES = [
  [MP, 3],
  [CORR, 6],
  [dekkerLockTryLock(), 4],
  [philosophers(2), 3],
];

/** By traces: every strategy that visits each of them once, and how many there are. */
function hasTraces([program, traces]: (typeof TRACES)[number]): boolean {
  return [
    (session: Session) => new OptimalDpor(session),
    (session: Session) => new SourceDpor(session),
    (session: Session) => new BoundedSearch(session, preemptions),
    (session: Session) => new BoundedSearch(session, delays),
  ].every((create) => {
    const session = new Session(program);
    const strategy = create(session);
    const found = collect(session, (onEnd) => strategy.explore(onEnd), { most: 2 * traces + 10 });
    const inVain = strategy instanceof SourceDpor ? 0 : strategy.blocked;
    return found.isComplete && found.executions === traces && found.traces.size === traces && inVain === 0;
  });
}

/** Equivalent executions have one canonical form, others another. */
function hasForms([program, traces]: (typeof TRACES)[number]): boolean {
  const session = new Session(program);
  let beginning = 0;
  const forms = new Set<string>();
  new DepthFirst(session).explore(() => {
    if (session.beginnings !== beginning) forms.clear();
    beginning = session.beginnings;
    return forms.add(session.path.canonical()).size <= traces;
  });
  return forms.size === traces;
}

/** Executions of source DPOR, and those in vain. Published. */
const IN_VAIN = [
  [lastzero(5), 97, 33],
  [sleepingRaces(), 28, 18],
  [combinationLock(), 12, 6],
] as const;

function hasInVain([program, all, blocked]: (typeof IN_VAIN)[number]): boolean {
  const session = new Session(program);
  const dpor = new SourceDpor(session);
  const { executions } = collect(session, (onEnd) => dpor.explore(onEnd), { most: all });
  return executions + dpor.blocked === all && dpor.blocked === blocked;
}

/** States of the toy allocator, and those up to symmetry: as in SPIN and Murphi. */
const STATES = [
  [2, 2, 141, 72],
  [3, 1, 458, 85],
] as const;

function hasStates([threads, rounds, states, orbits]: (typeof STATES)[number]): boolean {
  const count = (options: StateSearchOptions) => {
    const search = new StateSearch(new Session(toyByRange(threads, rounds)), options);
    search.explore(() => search.store.count <= states);
    return search.store.count;
  };
  const lossy = { symmetry: false, log2Bits: 20 } as const;
  return (
    (['breadth-first', 'depth-first'] as const).every(
      (order) => count({ order, symmetry: false }) === states && count({ order }) === orbits,
    ) &&
    count({ ...lossy, store: 'hash-compaction' }) === states &&
    count({ ...lossy, store: 'bitstate' }) === states &&
    count({ paranoid: true }) === orbits
  );
}

/** Traces of the toy allocator up to symmetry: n! times fewer. */
const ORBITS = [
  [2, 2, 13],
  [3, 1, 5],
  [4, 1, 15],
] as const;

function hasOrbits([threads, rounds, orbits]: (typeof ORBITS)[number]): boolean {
  const session = new Session(toyByRange(threads, rounds), { symmetry: true });
  const dpor = new OptimalDpor(session);
  const { executions } = collect(session, (onEnd) => dpor.explore(onEnd), { most: 2 * orbits });
  return executions === orbits && dpor.blocked === 0;
}

/** Of each feature set two small random programs. */
function everyProgram(isRight: (program: Program, k: number) => boolean, equal = false): boolean {
  return Object.values(FEATURE_SETS).every((features, k) => {
    const all = equal ? programs(features, SMALL).map(withEqualThreads) : programs(features, SMALL);
    return fc.sample(all, { numRuns: 2, seed: SEED + k }).every((program) => isRight(program, k));
  });
}

function othersAgree(program: Program): boolean {
  const others = compareOthers(program);
  if (others === null) return true;
  const { source, preemptions, delays } = others;
  const wrong = [source, preemptions, delays].map(({ missed, duplicate, unreal }) => missed + duplicate + unreal);
  return wrong.every((count) => count === 0) && preemptions.blocked + delays.blocked === 0;
}

const order = (k: number) => (k % 2 === 0 ? 'breadth-first' : 'depth-first');
const STORED = [...new Set([...Object.values(KILLERS), CHOICE_AND_PLAIN, BEGINS_BUSY, BLOCKED_AND_PLAIN])];

/** True: nothing is wrong. By name. */
export const CHECKS: Readonly<Record<string, () => boolean>> = {
  'published traces': () => TRACES.every(hasTraces) && SMALLEST.every(hasForms) && IN_VAIN.every(hasInVain),
  'published states': () => STATES.every(hasStates),
  lassos: () => fc.sample(graphs, { numRuns: 300, seed: SEED }).every(findsLassos),
  'endless programs': () => ENDLESS.every((isRight) => isRight()),
  stores: () => fc.sample(stateLists, { numRuns: 60, seed: SEED }).every(storesAgree),
  figures: figuresAreRight,
  guards: guardsAreRight,
  'large programs': largeProgramsAreRight,
  'states of random programs': () => everyProgram((program, k) => isSame(compareStates(program, { order: order(k) }))),
  'states up to symmetry': () =>
    everyProgram((program, k) => isSame(compareStates(program, { order: order(k), symmetry: true })), true),
  'traces of random programs': () => everyProgram((program) => isExact(compare(program))),
  'stored programs': () =>
    STORED.every((program) => isExact(compare(program))) &&
    othersAgree(SOURCE_KILLER) &&
    [false, true].every((symmetry) => isSame(compareStates(WRITE_AFTER_UNLOCK, { symmetry }))),
  orbits: () => {
    const { orbits, executions, missed } = compareOrbits(QUEUE);
    const isExact = ORBITS.every(hasOrbits) && executions === orbits && missed === 0;
    return (
      isExact && [false, true].every((paranoid) => compareStates(SAME_SLOT, { symmetry: true, paranoid }).states === 13)
    );
  },
  'traces by other strategies': () => everyProgram(othersAgree),
  'traces up to symmetry': () =>
    everyProgram((program) => {
      const { missed, unreal, blocked, claimsDiffer } = compareOrbits(program);
      return missed + unreal + blocked === 0 && !claimsDiffer;
    }, true),
  levels: () => everyProgram((program) => (wrongLevels(program) ?? 0) === 0),
  corners: cornersAreRight,
};
