/** Workloads that grow: so many threads, each of which allocates a page and frees it so many times, and one purge. */
import type { Allocator, AllocatorParameters } from '../../model/allocator.js';
import { alloc, free, purge, type ThreadWorkload } from '../../model/workload.js';
import type { Claim } from '../../properties/claim.js';
import { allocatorScenario } from '../../scenarios/define.js';
import type { Scenario } from '../../scheduler/scenario.js';

interface Design<P extends AllocatorParameters> {
  readonly name: string;
  readonly design: new (parameters: P) => Allocator;
  readonly parameters: P;
  readonly claims: readonly Claim[];
}

/** `threads` threads with 2 x `rounds` operations each, and one thread that purges. */
export function allocFreePurge<P extends AllocatorParameters>(
  { name, design, parameters, claims }: Design<P>,
  threads: number,
  rounds: number,
): Scenario {
  const bodies: Record<string, ThreadWorkload> = {};
  const does = Array.from({ length: rounds }, (_, k) => [alloc(1, `area${k}`), free(`area${k}`)]).flat();
  for (let k = 0; k < threads; k++) bodies[`t${k}`] = { does };
  bodies.purger = { does: [purge()] };
  return allocatorScenario({
    name: `${name}-${threads}x${2 * rounds}+purge`,
    question: `Do ${threads} threads with ${2 * rounds} operations each and a purge keep the allocator's claims?`,
    source: 'vmalloc-designs',
    design,
    parameters,
    threads: bodies,
    claims,
    expect: { verdict: 'holds' },
  });
}
