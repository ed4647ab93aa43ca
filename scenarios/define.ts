/** Allocator scenarios as data: a design, its parameters, a set-up, what each thread does, what is claimed. */
import type { Allocator, VmapArea } from '../model/allocator.js';
import { equalWorkloads, type Operation, setUp, type ThreadWorkload, threadOf } from '../model/workload.js';
import { type AllocatorWorld, type Claim, propertiesOf } from '../properties/claim.js';
import { ghost } from '../scheduler/object.js';
import type { Expectation, Scenario } from '../scheduler/scenario.js';
import { runAtBoot, type ThreadBody } from '../scheduler/step.js';

export interface AllocatorScenario<P> {
  readonly name: string;
  readonly question: string;
  readonly source: string;
  /** The design's class. */
  readonly design: new (
    parameters: P,
  ) => Allocator;
  readonly parameters: P;
  /** What happened before, by one thread on CPU 0; its areas may be freed by any one thread. */
  readonly setup?: readonly Operation[];
  readonly threads: Readonly<Record<string, ThreadWorkload>>;
  readonly claims: readonly Claim[];
  /** Every shipped scenario has one; the generic workloads do not. */
  readonly expect?: Expectation;
}

/** A scenario that remembers what it was made from. */
export interface BuiltScenario extends Scenario<AllocatorWorld> {
  readonly madeFrom: AllocatorScenario<never>;
}

/** The scenario that the engine explores. */
export function allocatorScenario<P>(scenario: AllocatorScenario<P>): BuiltScenario {
  const { name, question, source, expect, claims } = scenario;
  const interchangeable = equalWorkloads(scenario.threads);
  return {
    name,
    question,
    source,
    ...(expect === undefined ? {} : { expect }),
    properties: claims.flatMap(propertiesOf),
    madeFrom: scenario as unknown as AllocatorScenario<never>,
    boot() {
      const allocator = new scenario.design(scenario.parameters);
      const states = new Map<Claim, unknown>();
      for (const claim of claims) {
        const attached = ghost(() => claim.attach?.(allocator));
        if (attached === undefined) continue;
        states.set(claim, attached.state);
        allocator.trace.attach(attached.observer);
      }
      const areas = new Map<string, VmapArea>();
      if (scenario.setup !== undefined) runAtBoot(setUp(allocator, scenario.setup, areas));
      const threads: Record<string, ThreadBody> = {};
      for (const [thread, workload] of Object.entries(scenario.threads))
        threads[thread] = threadOf(allocator, workload, areas);
      return { world: { allocator, states }, threads, daemons: allocator.daemons, interchangeable };
    },
  };
}
