/** Two designs under the same workloads: who keeps which claim, who does what the other never does, what each costs. */
import type { Measures } from '../properties/measures.js';
import { type Cell, CLAIM_ORDER, LIMITS, type Limits, RowBuilder } from '../scenarios/matrix.js';
import type { AnyClaim, AnyScenario, Subject } from '../scenarios/subject.js';
import type { Counterexample } from '../scheduler/failures.js';
import { type Behaviour, behaviourOf, smallestOther } from './behaviour.js';
import { type Costs, overall } from './costs.js';
import { KINDS, type Kind } from './kinds.js';
import { claimsOf, type WorkloadChoice, workloadsOf } from './workloads.js';

/** `a` is what is kept to, `b` what is to take its place. */
export interface Pair<T> {
  readonly a: T;
  readonly b: T;
}

export interface CompareOptions {
  /** How much of each workload is explored. Default: as for the matrix. */
  readonly limits?: Limits;
  readonly workloads?: WorkloadChoice;
  /** Whether outcomes tell addresses. Default false: which address an allocation gets is no promise of most designs. */
  readonly withAddresses?: boolean;
  /** Called before each workload. */
  readonly onWorkload?: (name: string) => void;
}

/** What was explored of one design. */
export interface Extent {
  readonly explored: number;
  readonly unit: Behaviour['unit'];
  readonly isComplete: boolean;
}

export interface ComparedBehaviour {
  readonly workload: string;
  readonly scenario: Pair<string>;
  readonly extent: Pair<Extent>;
  readonly outcomes: Pair<number>;
  /** Outcomes that only one has, in order. */
  readonly only: Pair<readonly string[]>;
  /** The smallest execution of b with an outcome that a has not; null if there is none. */
  readonly witness: Counterexample | null;
  readonly costs: Pair<Costs | null>;
}

export interface ComparedClaim {
  readonly claim: string;
  /** Null where the claim does not apply. A witness is the smallest of the first workload that breaks the claim. */
  readonly cells: Pair<Cell | null>;
}

export interface Comparison {
  readonly names: Pair<string>;
  readonly withAddresses: boolean;
  readonly claims: readonly ComparedClaim[];
  readonly workloads: readonly ComparedBehaviour[];
  /** Workloads that one of them cannot run, and why. */
  readonly leftOut: readonly { readonly workload: string; readonly why: string }[];
  /** Over the workloads whose traces were explored for both; null if there are none. */
  readonly costs: Pair<Costs> | null;
  /** How many those are. */
  readonly measured: number;
  /** Most steps of a holder inside one hold of a spin lock, by class. */
  readonly holds: Pair<Readonly<Record<string, number>>>;
  /** Most lazy pages at a time; null if designs of their kind keep none. */
  readonly lazyPages: Pair<number> | null;
  /** What free ranges are counted in. */
  readonly unit: Kind['unit'];
  /** No outcome of b is known that a has not; one that only b has counts where all of a was explored. */
  readonly refines: boolean;
  /** Claims that a keeps and b breaks. */
  readonly lost: readonly string[];
  /** Claims that a breaks and b keeps. */
  readonly gained: readonly string[];
  readonly isComplete: boolean;
}

/** Explores both designs, which are of one kind, under every workload that both can run. */
export function compare(a: Subject, b: Subject, options: CompareOptions = {}): Comparison {
  const { workloads: choice = 'all', withAddresses = false, limits = LIMITS, onWorkload } = options;
  const kind = KINDS[a.kind];
  const sides = { a: new Side(kind, claimsOf(a, b), limits), b: new Side(kind, claimsOf(b, a), limits) };
  const workloads: ComparedBehaviour[] = [];
  const leftOut: Comparison['leftOut'][number][] = [];
  for (const { name, a: onA, b: onB } of workloadsOf(a, b, choice)) {
    onWorkload?.(name);
    const inA = behaviourOf(onA, withAddresses, limits);
    const inB = typeof inA === 'string' ? inA : behaviourOf(onB, withAddresses, limits);
    if (typeof inA === 'string' || typeof inB === 'string') {
      const [design, why] = typeof inA === 'string' ? [a.name, inA] : [b.name, inB as string];
      leftOut.push({ workload: name, why: `${design}: ${why}` });
      continue;
    }
    workloads.push(comparedBehaviour(name, inA, inB, withAddresses, limits));
    sides.a.explore(onA);
    sides.b.explore(onB);
  }
  const measured = workloads.flatMap(({ costs }) =>
    costs.a === null || costs.b === null ? [] : [[costs.a, costs.b] as const],
  );
  const claims = comparedClaims(sides.a, sides.b);
  const cells = claims.flatMap(({ cells }) => [cells.a, cells.b]);
  return {
    names: { a: a.name, b: b.name },
    withAddresses,
    claims,
    workloads,
    leftOut,
    costs:
      measured.length === 0
        ? null
        : { a: overall(measured.map(([first]) => first)), b: overall(measured.map(([, second]) => second)) },
    measured: measured.length,
    holds: { a: Object.fromEntries(sides.a.measured.holds), b: Object.fromEntries(sides.b.measured.holds) },
    lazyPages: lazyOf(sides.a.measured, sides.b.measured),
    unit: kind.unit,
    refines: !workloads.some(diverges),
    lost: claims.filter(({ cells }) => keeps(cells.a) && breaks(cells.b)).map(({ claim }) => claim),
    gained: claims.filter(({ cells }) => breaks(cells.a) && keeps(cells.b)).map(({ claim }) => claim),
    isComplete:
      workloads.every(({ extent }) => extent.a.isComplete && extent.b.isComplete) &&
      cells.every((cell) => cell?.outcome !== 'holds within'),
  };
}

function lazyOf({ lazy: a }: Measures, { lazy: b }: Measures): Comparison['lazyPages'] {
  return a === null || b === null ? null : { a: a.pages, b: b.pages };
}

/** True if b does what a never does. */
function diverges({ only, extent }: ComparedBehaviour): boolean {
  return only.b.length > 0 && extent.a.isComplete;
}

const keeps = (cell: Cell | null) => cell !== null && cell.outcome !== 'violated';
const breaks = (cell: Cell | null) => cell?.outcome === 'violated';

/** What a design comes to with its claims. */
class Side {
  readonly row: RowBuilder;
  readonly measured: Measures;
  readonly claims: readonly AnyClaim[];
  /** Those that no workload has broken so far. What is known to break is not looked for again. */
  #unbroken: readonly AnyClaim[];

  constructor(kind: Kind, claims: readonly AnyClaim[], limits: Limits) {
    this.row = new RowBuilder(limits);
    this.measured = kind.measures();
    this.claims = claims;
    this.#unbroken = claims;
  }

  explore({ madeFrom, remake }: AnyScenario): void {
    this.#unbroken = this.row.runUntilNothingBreaks(
      (claims) => remake({ ...madeFrom, claims: [...claims, ...this.measured.claims] }),
      this.#unbroken,
    );
  }
}

/** What breaks without being declared, as a page out of bounds, holds wherever it does not break. */
function comparedClaims(a: Side, b: Side): ComparedClaim[] {
  const declared = new Set([...a.claims, ...b.claims].map(({ name }) => name));
  const cellOf = ({ row }: Side, claim: string) => row.cells.get(claim) ?? (declared.has(claim) ? null : UNBROKEN);
  const found = new Set([...a.row.cells.keys(), ...b.row.cells.keys()]);
  const ordered = new Set([...CLAIM_ORDER.filter((claim) => found.has(claim)), ...found]);
  return [...ordered].map((claim) => ({ claim, cells: { a: cellOf(a, claim), b: cellOf(b, claim) } }));
}

const UNBROKEN: Cell = { outcome: 'holds', traces: 0, states: 0, witness: null };

function comparedBehaviour(
  workload: string,
  a: Behaviour,
  b: Behaviour,
  withAddresses: boolean,
  limits: Limits,
): ComparedBehaviour {
  const without = (some: Behaviour, others: Behaviour) =>
    [...some.outcomes].filter((outcome) => !others.outcomes.has(outcome)).sort();
  const only = { a: without(a, b), b: without(b, a) };
  const extent = ({ explored, unit, isComplete }: Behaviour) => ({ explored, unit, isComplete });
  return {
    workload,
    scenario: { a: a.scenario.name, b: b.scenario.name },
    extent: { a: extent(a), b: extent(b) },
    outcomes: { a: a.outcomes.size, b: b.outcomes.size },
    only,
    witness: only.b.length > 0 && a.isComplete ? smallestOther(b, a.outcomes, withAddresses, limits) : null,
    costs: { a: a.costs, b: b.costs },
  };
}
