/** Workloads without end: only the search over states can explore them, and does so completely. */
import { describe, expect, it } from 'vitest';
import { CpuZone2023 } from '../../model/designs/cpu-zone-2023.js';
import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, free, purge, type ThreadWorkload } from '../../model/workload.js';
import type { Claim } from '../../properties/claim.js';
import { NODE_CLAIMS, ZONE_CLAIMS } from '../../scenarios/claims.js';
import { type AllocatorScenario, allocatorScenario } from '../../scenarios/define.js';
import { explore } from '../../scheduler/explore.js';

const designs = [
  ['vmap-node-2023', VmapNode2023, { cpus: 1, nodeSize: 8, window: 8 }, NODE_CLAIMS],
  ['cpu-zone-2023', CpuZone2023, { cpus: 1, cvzSize: 8, window: 8 }, ZONE_CLAIMS],
] as const;

describe.each(designs)('%s', (name, design, parameters, claims: readonly Claim[]) => {
  const forever = (threads: Record<string, ThreadWorkload>) =>
    allocatorScenario({
      name: `${name}-forever`,
      question: 'Does it go on for ever?',
      source: 'vmalloc-designs',
      design: design as unknown as AllocatorScenario<object>['design'],
      parameters,
      threads,
      claims,
      expect: { verdict: 'holds' },
    });

  it('allocates and frees for ever, and purges when it runs out', () => {
    const verdict = explore(forever({ a: { does: [alloc(1, 'area'), free('area')], forever: true } }));
    expect(verdict).toMatchObject({ outcome: 'holds', counts: { strategy: 'states', finals: 0 } });
  });

  it('does so beside a thread that purges once', () => {
    const threads = { a: { does: [alloc(2, 'area'), free('area')], forever: true }, b: { does: [purge()] } };
    const verdict = explore(forever(threads), { strategy: 'states' });
    expect(verdict).toMatchObject({ outcome: 'holds', counts: { finals: 0 } });
  });
});
