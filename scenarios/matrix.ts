/** Designs against claims: every cell an exhaustive exploration of small workloads, or its counterexample. */
import { PercpuAllocator2005 } from '../model/designs/percpu-2005.js';
import { type Measures, measures } from '../properties/measures.js';
import { explore } from '../scheduler/explore.js';
import type { Counterexample } from '../scheduler/failures.js';
import type { Scenario } from '../scheduler/scenario.js';
import { ScenarioError } from '../scheduler/scenario-error.js';
import { Violation } from '../scheduler/step.js';
import { expecting, type Verdict } from '../scheduler/verdict.js';
import { scenarios } from './catalogue.js';
import { allocatorScenario, type BuiltScenario } from './define.js';
import { belongsTo, designs, genericScenarios, type ShippedDesign } from './designs.js';
import { scenarios as percpuScenarios } from './percpu-2005/index.js';

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
  /** Null where it is not measured. */
  readonly hold: Measures['hold'] | null;
  readonly lazy: Measures['lazy'] | null;
  /** The scenario that took most: traces, or states. */
  readonly largest: {
    readonly scenario: string;
    readonly explored: number;
    readonly unit: Verdict['counts']['strategy'];
  };
}

/** Claims that the engine and the objects of a model always look at. */
const ALWAYS_CLAIMED = ['I-DEAD', 'I-CLASS', 'I-RACE', 'I-LIST', 'I-ATOMIC', 'BUG'] as const;

/** Columns that come first, in the order of vmalloc-designs.md 0.5. */
export const CLAIM_ORDER = [
  ...['I-OVL', 'I-CONS', 'I-REQ', 'I-TREE', 'I-TLB', 'I-ALIAS', 'I-UAF', 'I-LIST', 'I-LAZY', 'I-LEN'],
  ...['I-SPUR weak', 'I-SPUR strong', 'I-FILL', 'I-ENC', 'I-OWN', 'I-PURGE', 'I-BLK', 'I-FIND', 'I-ATOMIC'],
  ...['I-DEAD', 'I-CLASS', 'I-RACE', 'I-HOLD', 'I-LIVE', 'BUG'],
] as const;

/** What breaks by itself. */
const BUGS = ['BUG_ON', 'WARN_ON', 'exception', 'unlock by a non-owner', 'DroppedStepError'];

/** The column of a broken claim. */
function columnOf(claim: string): string {
  if (claim === 'deadlock' || claim === 'forgotten unlock') return 'I-DEAD';
  if (claim === 'lock order' || claim === 'irq safety') return 'I-CLASS';
  if (claim === 'data race') return 'I-RACE';
  if (claim === 'livelock' || claim === 'step bound') return 'I-LIVE';
  return BUGS.includes(claim) ? 'BUG' : claim;
}

/** How much of a scenario is explored: by traces, or, if there are more, by states. */
export interface Limits {
  readonly maxTraces: number;
  readonly maxStates: number;
}

export const LIMITS: Limits = { maxTraces: 5_000, maxStates: 300_000 };

const NOTHING: Cell = { outcome: 'holds', traces: 0, states: 0, witness: null };

/** What the explorations of one design come to. */
export class RowBuilder {
  readonly cells = new Map<string, Cell>();
  largest: MatrixRow['largest'] = { scenario: '', explored: 0, unit: 'traces' };
  readonly #limits: Limits;

  constructor(limits = LIMITS) {
    this.#limits = limits;
  }

  /**
   * Explores the scenario with these claims, and again without those that break: what breaks hides the others.
   * @returns the claims that do not break
   */
  runUntilNothingBreaks<C extends { readonly name: string }>(
    withClaims: (claims: readonly C[]) => Scenario,
    claims: readonly C[],
  ): readonly C[] {
    const broken = this.run(withClaims(claims), claims);
    const left = claims.filter(({ name }) => !broken.includes(name));
    return left.length < claims.length ? this.runUntilNothingBreaks(withClaims, left) : claims;
  }

  /** Explores the scenario, which has these claims. Returns those that break. */
  run(scenario: Scenario, claims: readonly { readonly name: string }[]): string[] {
    const { maxTraces, maxStates } = this.#limits;
    let verdict: Verdict;
    try {
      verdict = explore(scenario, { strategy: 'traces', maxExecutions: maxTraces });
      if (verdict.outcome === 'holds within') verdict = explore(scenario, { strategy: 'states', maxStates });
    } catch (error) {
      // The set-up alone breaks it, with one thread: there is nothing to explore, and no schedule to show.
      if (!(error instanceof ScenarioError) || !(error.cause instanceof Violation)) throw error;
      const { outcome: _, ...before } = this.cells.get(error.claim) ?? NOTHING;
      this.cells.set(error.claim, { ...before, outcome: 'violated' });
      return [error.claim];
    }
    const broken = Object.keys(verdict.broken);
    const columns = new Set(broken.map(columnOf));
    for (const column of columns) this.#note(column, verdict, true);
    // Each of several claims that break has a counterexample of its own.
    if (broken.length > 1) for (const claim of broken) this.#findWitness(scenario, claim);
    // What breaks a claim may end the execution before another would break: such runs prove nothing of the others.
    if (broken.every((claim) => claim === 'data race')) {
      const held = [...claims.map(({ name }) => name), ...ALWAYS_CLAIMED].filter((name) => !columns.has(name));
      for (const column of new Set(held)) this.#note(column, verdict, false);
    }
    const { counts } = verdict;
    const [explored, unit] =
      counts.strategy === 'states' ? ([counts.states, 'states'] as const) : ([counts.executions, 'traces'] as const);
    if (explored > this.largest.explored) this.largest = { scenario: scenario.name, explored, unit };
    return broken;
  }

  /** The smallest counterexample of this one of the claims that break. */
  #findWitness(scenario: Scenario, claim: string): void {
    const { counterexample } = explore(expecting(scenario, claim), {
      strategy: 'traces',
      maxExecutions: this.#limits.maxTraces,
    });
    if (counterexample?.claim !== claim) return;
    const column = columnOf(claim);
    const cell = this.cells.get(column)!;
    this.cells.set(column, { ...cell, witness: smaller(cell.witness, { scenario: scenario.name, counterexample }) });
  }

  #note(column: string, verdict: Verdict, isBroken: boolean): void {
    const { counts, counterexample } = verdict;
    const before = this.cells.get(column) ?? NOTHING;
    const isPartial = !isBroken && verdict.outcome === 'holds within';
    const witness =
      isBroken && counterexample !== null && columnOf(counterexample.claim) === column
        ? smaller(before.witness, { scenario: verdict.scenario, counterexample })
        : before.witness;
    this.cells.set(column, {
      outcome: isBroken ? 'violated' : before.outcome === 'holds' && isPartial ? 'holds within' : before.outcome,
      traces: before.traces + (counts.strategy === 'traces' ? counts.executions : 0),
      states: before.states + (counts.strategy === 'states' ? counts.states : 0),
      witness,
    });
  }
}

/** A page allocator: its shipped scenarios and the generic workloads. */
function pageAllocatorRow(design: ShippedDesign): MatrixRow {
  const row = new RowBuilder();
  const measured = measures();
  for (const { madeFrom } of shippedOf(design))
    row.run(allocatorScenario({ ...madeFrom, claims: [...madeFrom.claims, ...measured.claims] }), madeFrom.claims);
  for (const { madeFrom } of genericScenarios(design, design.claims))
    row.runUntilNothingBreaks(
      (claims) => allocatorScenario({ ...madeFrom, claims: [...claims, ...measured.claims] }),
      design.claims,
    );
  const { cells, largest } = row;
  return { design: design.name, cells, hold: measured.hold, lazy: measured.lazy, largest };
}

/** The per-CPU allocator: its shipped scenarios. */
function percpuRow(): MatrixRow {
  const row = new RowBuilder();
  for (const scenario of shippedPercpu) row.run(scenario, scenario.madeFrom.claims);
  const { cells, largest } = row;
  return { design: PERCPU, cells, hold: null, lazy: null, largest };
}

const PERCPU = 'percpu-2005';

/** Shipped scenarios of percpu-2005, those of its variants left out. */
export const shippedPercpu = percpuScenarios.filter(
  ({ madeFrom: { design, parameters } }) => design === PercpuAllocator2005 && !('guardPages' in (parameters as object)),
);

/** Every row by name, to be explored when asked for; oldest design first. */
export const matrixRows: readonly { readonly name: string; readonly explore: () => MatrixRow }[] = [
  { name: PERCPU, explore: percpuRow },
  ...designs.map((design) => ({ name: design.name, explore: () => pageAllocatorRow(design) })),
];

/** Shipped scenarios of this design and variant. */
export function shippedOf(design: ShippedDesign): BuiltScenario[] {
  const siblings = designs.filter((each) => each.design === design.design);
  // The last one listed is the design as its parameters' defaults have it; blocks are no default.
  const { blocks: _, ...defaults } = siblings.at(-1)!.variant;
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
