/** Allocator scenarios as data: a design, its parameters, a set-up, what each thread does, what is claimed. */
import type { Allocator, VmapArea } from '../model/allocator.js';
import type { AllocatorObserver, Tracepoints } from '../model/tracepoints.js';
import { equalWorkloads, type Operation, runWorkload, type ThreadWorkload } from '../model/workload.js';
import { type AllocatorWorld, type Claim, propertiesOf } from '../properties/claim.js';
import { ghost } from '../scheduler/object.js';
import type { Expectation, Scenario } from '../scheduler/scenario.js';
import { runAtBoot, type Steps, type ThreadBody } from '../scheduler/step.js';

/** `P` parameters of the design; the others say which kind of allocator it is, and are right for page allocators. */
export interface AllocatorScenario<P, A = Allocator, O = AllocatorObserver, Op = Operation> {
  /** Kebab-case, unique among the scenarios that are checked together. */
  readonly name: string;
  /** What the scenario asks, in one sentence. */
  readonly question: string;
  /** The mail, commit, test or page that it comes from. */
  readonly source: string;
  /** The design's class. */
  readonly design: new (
    parameters: P,
  ) => A;
  /** How large the machine and the window are, and what may fail. */
  readonly parameters: P;
  /** What happened before, by one thread on CPU 0; its areas may be freed by any one thread. */
  readonly setup?: readonly Op[];
  /** What each thread does, by name; names are words. */
  readonly threads: Readonly<Record<string, ThreadWorkload<Op>>>;
  /** What must hold; for the usual ones of each design see ALLOCATOR_CLAIMS and its like. */
  readonly claims: readonly Claim<unknown, A, O>[];
  /** Every shipped scenario has one; the generic workloads do not. */
  readonly expect?: Expectation;
}

/** A scenario that remembers what it was made from. */
export interface MadeScenario<A, O, Op> extends Scenario<AllocatorWorld<A>> {
  /** What kind of allocator it is about. */
  readonly kind: SubjectKind;
  /** The data that it was made from. */
  readonly madeFrom: AllocatorScenario<never, A, O, Op>;
  /** Makes another of the same kind. */
  remake(scenario: AllocatorScenario<never, A, O, Op>): MadeScenario<A, O, Op>;
}

/** What its allocations are of: areas, or objects of a per-CPU allocator. */
export type SubjectKind = 'vmalloc' | 'percpu';

/** One of a page allocator. */
export type BuiltScenario = MadeScenario<Allocator, AllocatorObserver, Operation>;

/** What every kind of allocator has. */
interface Design<O> {
  readonly trace: Tracepoints<O>;
  readonly daemons?: Readonly<Record<string, ThreadBody>>;
}

/** The operations of one thread as steps. `Item` is what an allocation returns. */
type Runner<A, Op, Item> = (
  allocator: A,
  workload: ThreadWorkload<Op>,
  own: Map<string, Item>,
  inherited: Map<string, Item>,
) => Steps;

/** The scenario that the engine explores. */
export function allocatorScenario<P>(scenario: AllocatorScenario<P>): BuiltScenario {
  return workloadScenario<P, Allocator, AllocatorObserver, Operation, VmapArea>(scenario, 'vmalloc', runWorkload);
}

/** The same for any kind of allocator. */
export function workloadScenario<P, A extends Design<O>, O, Op extends object, Item>(
  scenario: AllocatorScenario<P, A, O, Op>,
  kind: SubjectKind,
  run: Runner<A, Op, Item>,
): MadeScenario<A, O, Op> {
  const { name, question, source, expect, claims } = scenario;
  const interchangeable = equalWorkloads(scenario.threads);
  return {
    name,
    question,
    source,
    ...(expect === undefined ? {} : { expect }),
    properties: claims.flatMap((claim) => propertiesOf(claim)),
    kind,
    madeFrom: scenario as unknown as AllocatorScenario<never, A, O, Op>,
    remake: (other) => workloadScenario<never, A, O, Op, Item>(other, kind, run),
    boot() {
      const allocator = new scenario.design(scenario.parameters);
      const states = new Map<unknown, unknown>();
      for (const claim of claims) {
        const attached = ghost(() => claim.attach?.(allocator));
        if (attached === undefined) continue;
        states.set(claim, attached.state);
        allocator.trace.attach(attached.observer);
      }
      const areas = new Map<string, Item>();
      if (scenario.setup !== undefined) runAtBoot(run(allocator, { does: scenario.setup }, areas, areas));
      const threads: Record<string, ThreadBody> = {};
      for (const [thread, workload] of Object.entries(scenario.threads)) {
        const body = () => run(allocator, workload, new Map(), areas);
        threads[thread] = body;
      }
      return { world: { allocator, states }, threads, daemons: allocator.daemons ?? {}, interchangeable };
    },
  };
}
