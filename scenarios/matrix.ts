/** Designs against claims: every cell an exhaustive exploration of small workloads, or its counterexample. */
import type { Claim } from '../properties/claim.js';
import { type Measures, measures } from '../properties/measures.js';
import { explore } from '../scheduler/explore.js';
import type { Counterexample } from '../scheduler/failures.js';
import type { Expectation, Scenario } from '../scheduler/scenario.js';
import { Violation } from '../scheduler/step.js';
import type { Verdict } from '../scheduler/verdict.js';
import { scenarios } from './catalogue.js';
import { allocatorScenario, type BuiltScenario } from './define.js';
import { belongsTo, designs, genericScenarios, type ShippedDesign } from './designs.js';

/** What a claim came to on a design. */
export interface Cell {
  readonly outcome: 'holds' | 'holds within' | 'violated';
  /** What was explored of it: executions by traces, and states by states. */
  readonly traces: number;
  readonly states: number;
  /** The smallest counterexample, and the scenario that it is of. */
  readonly witness: { readonly scenario: string; readonly counterexample: Counterexample } | null;
}

export interface MatrixRow {
  readonly design: string;
  /** By claim; one that does not apply has no cell. */
  readonly cells: ReadonlyMap<string, Cell>;
  readonly hold: Measures['hold'];
  readonly lazy: Measures['lazy'];
  /** The scenario that took most: traces, or states. */
  readonly largest: { readonly scenario: string; readonly explored: number; readonly unit: 'traces' | 'states' };
}

/** Claims that the engine and the objects of a model always look at. */
const ALWAYS_CLAIMED = ['I-DEAD', 'I-RACE', 'I-LIST', 'BUG'] as const;

/** Columns that come first, in the order of vmalloc-designs.md 0.5. */
export const CLAIM_ORDER = [
  ...['I-OVL', 'I-CONS', 'I-REQ', 'I-TREE', 'I-TLB', 'I-ALIAS', 'I-UAF', 'I-LIST', 'I-LAZY', 'I-LEN'],
  ...['I-SPUR weak', 'I-SPUR strong', 'I-FILL', 'I-ENC', 'I-OWN', 'I-PURGE', 'I-BLK', 'I-FIND', 'I-ATOMIC'],
  ...['I-DEAD', 'I-RACE', 'I-HOLD', 'I-LIVE', 'BUG'],
] as const;

/** What breaks by itself. */
const BUGS = ['BUG_ON', 'WARN_ON', 'exception', 'unlock by a non-owner', 'DroppedStepError'];

/** The column of a broken claim. */
function columnOf(claim: string): string {
  if (claim === 'deadlock') return 'I-DEAD';
  if (claim === 'data race') return 'I-RACE';
  if (claim === 'livelock' || claim === 'step bound') return 'I-LIVE';
  return BUGS.includes(claim) ? 'BUG' : claim;
}

/** More traces than that, and the scenario is explored by states. */
const MAX_TRACES = 5_000;
const MAX_STATES = 300_000;

const NOTHING: Cell = { outcome: 'holds', traces: 0, states: 0, witness: null };

/** @param onScenario called before each exploration */
export function matrixRow(design: ShippedDesign, onScenario: (name: string) => void = () => {}): MatrixRow {
  const cells = new Map<string, Cell>();
  const measured = measures();
  let largest: MatrixRow['largest'] = { scenario: '', explored: 0, unit: 'traces' };
  const note = (column: string, verdict: Verdict, isBroken: boolean) => {
    const { counts, counterexample } = verdict;
    const before = cells.get(column) ?? NOTHING;
    const isPartial = !isBroken && verdict.outcome === 'holds within';
    const witness =
      isBroken && counterexample !== null && columnOf(counterexample.claim) === column
        ? smaller(before.witness, { scenario: verdict.scenario, counterexample })
        : before.witness;
    cells.set(column, {
      outcome: isBroken ? 'violated' : before.outcome === 'holds' && isPartial ? 'holds within' : before.outcome,
      traces: before.traces + (counts.strategy === 'traces' ? counts.executions : 0),
      states: before.states + (counts.strategy === 'states' ? counts.states : 0),
      witness,
    });
  };
  const run = (scenario: Scenario, claims: readonly Claim[]): string[] => {
    onScenario(scenario.name);
    let verdict: Verdict;
    try {
      verdict = explore(scenario, { strategy: 'traces', maxExecutions: MAX_TRACES });
      if (verdict.outcome === 'holds within')
        verdict = explore(scenario, { strategy: 'states', maxStates: MAX_STATES });
    } catch (error) {
      // The set-up alone breaks it, with one thread: there is nothing to explore, and no schedule to show.
      if (!(error instanceof Violation)) throw error;
      const { outcome: _, ...before } = cells.get(error.name) ?? NOTHING;
      cells.set(error.name, { ...before, outcome: 'violated' });
      return [error.name];
    }
    const broken = Object.keys(verdict.broken);
    const columns = new Set(broken.map(columnOf));
    for (const column of columns) note(column, verdict, true);
    // What breaks a claim may end the execution before another would break: such runs prove nothing of the others.
    const isClean = broken.every((claim) => claim === 'data race');
    if (isClean) {
      const held = [...claims.map(({ name }) => name), ...ALWAYS_CLAIMED].filter((name) => !columns.has(name));
      for (const column of new Set(held)) note(column, verdict, false);
    }
    const { counts } = verdict;
    const explored = counts.strategy === 'traces' ? counts.executions : counts.states;
    if (explored > largest.explored) largest = { scenario: scenario.name, explored, unit: counts.strategy };
    return broken;
  };

  for (const { madeFrom } of shippedOf(design))
    run(allocatorScenario({ ...madeFrom, claims: [...madeFrom.claims, ...measured.claims] }), madeFrom.claims);
  for (const { madeFrom } of genericScenarios(design, design.claims)) {
    const withClaims = (claims: readonly Claim[]) =>
      allocatorScenario({ ...madeFrom, claims: [...claims, ...measured.claims], ...wantedOf(claims) });
    let claims = [...design.claims];
    for (;;) {
      const broken = run(withClaims(claims), claims);
      const left = claims.filter(({ name }) => !broken.includes(name));
      // Each of several claims that break has a counterexample of its own.
      if (broken.length > 1) for (const claim of claims) if (!left.includes(claim)) run(withClaims([claim]), [claim]);
      if (left.length === claims.length) break;
      claims = left; // what is broken is known: look at the others without it
    }
  }
  return { design: design.name, cells, hold: measured.hold, lazy: measured.lazy, largest };
}

/** Makes the counterexample that of the claim, if there is only one. */
function wantedOf([claim, ...others]: readonly Claim[]): { readonly expect?: Expectation } {
  return claim === undefined || others.length > 0 ? {} : { expect: { verdict: 'violated', by: claim.name } };
}

/** Shipped scenarios of this design and variant. */
function shippedOf(design: ShippedDesign): BuiltScenario[] {
  const siblings = designs.filter((each) => each.design === design.design);
  const defaults = siblings.at(-1)!.variant; // the last one listed is the design as its parameters' defaults have it
  return scenarios.filter(
    (scenario): scenario is BuiltScenario =>
      'madeFrom' in scenario && belongsTo(scenario as BuiltScenario, design, defaults),
  );
}

function smaller(one: Cell['witness'], other: NonNullable<Cell['witness']>): NonNullable<Cell['witness']> {
  if (one === null) return other;
  const size = ({ counterexample: { preemptions, trace } }: NonNullable<Cell['witness']>) =>
    preemptions * 10_000 + trace.events.length;
  return size(other) < size(one) ? other : one;
}
