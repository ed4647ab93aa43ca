/** Each claim can fail: a small fault in a design, made here, breaks it. */
import { describe, expect, it } from 'vitest';
import type { Allocator, AllocError, VmapArea } from '../../model/allocator.js';
import { VmapNode2023, type VmapNodeParameters } from '../../model/designs/vmap-node-2023.js';
import type { PageRange } from '../../model/memory/range-set.js';
import type { Request } from '../../model/tracepoints.js';
import { alloc, free, purge } from '../../model/workload.js';
import type { Claim } from '../../properties/claim.js';
import { conservation } from '../../properties/conservation.js';
import { failuresReturned } from '../../properties/failures-returned.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { treesCoalesced } from '../../properties/trees-coalesced.js';
import { NODE_CLAIMS } from '../../scenarios/claims.js';
import { allocatorScenario } from '../../scenarios/define.js';
import { explore } from '../../scheduler/explore.js';
import type { Steps } from '../../scheduler/step.js';

type Design = new (parameters: VmapNodeParameters) => Allocator;
type Node = VmapNode2023['nodes'][number];

/** Claims that some trace of a small workload breaks. */
function broken(
  design: Design,
  claims: readonly Claim[] = [...NODE_CLAIMS, noSpuriousFailureWeak],
  parameters: VmapNodeParameters = {},
): string[] {
  const scenario = allocatorScenario({
    name: 'teeth',
    question: 'Does the claim notice?',
    source: 'this test',
    design,
    parameters: { cpus: 1, nodeSize: 8, window: 24, ...parameters },
    setup: [alloc(2, 'x'), alloc(2, 'y')],
    threads: { a: { does: [free('x'), purge()] }, b: { does: [alloc(2, 'b'), free('b'), purge()] } },
    claims,
    expect: { verdict: 'violated' },
  });
  return Object.keys(explore(scenario).broken);
}

/** A design whose purge of one node is replaced. */
function withPurge(purgeNode: (design: VmapNode2023, vn: Node, list: readonly PageRange[]) => Steps): Design {
  return class extends VmapNode2023 {
    protected override *purgeVmapNode(vn: Node): Steps {
      const list = vn.purgeList.ranges;
      vn.purgeList.replace([]);
      yield* purgeNode(this, vn, list);
    }
  };
}

describe('a fault in the purge breaks', () => {
  it('nothing, if there is none', () => {
    expect(broken(VmapNode2023)).toEqual([]);
  });

  it('I-PURGE, and I-CONS at the end, if it forgets what it took', () => {
    const forget = withPurge(function* () {});
    expect(broken(forget)).toEqual(['I-PURGE']);
    expect(broken(forget, [conservation])).toEqual(['I-CONS']);
  });

  it('I-OWN, if it gives a node range to the heap', () => {
    const misplace = withPurge(function* ({ freeVmapArea, freeVmapAreaLock, vmapLazyNr, trace }, _vn, list) {
      yield* freeVmapAreaLock.lock();
      for (const range of list) {
        freeVmapArea.merge(range);
        trace.emit('reclaimed', range, 'global');
        yield* vmapLazyNr.sub(range.end - range.start);
      }
      yield* freeVmapAreaLock.unlock();
    });
    expect(broken(misplace)).toContain('I-OWN');
  });

  it('I-LAZY, if it subtracts what it took twice', () => {
    const miscount = withPurge(function* ({ vmapLazyNr, trace }, vn, list) {
      yield* vn.freeLock.lock();
      for (const range of list) {
        vn.free.merge(range);
        trace.emit('reclaimed', range, vn.id);
        yield* vmapLazyNr.sub(2 * (range.end - range.start));
      }
      yield* vn.freeLock.unlock();
    });
    expect(broken(miscount)).toContain('I-LAZY');
  });

  it('I-OVL, and is a data race, if it frees without the lock and keeps the list', () => {
    class KeepsList extends VmapNode2023 {
      protected override *purgeVmapNode(vn: Node): Steps {
        for (const range of vn.purgeList.ranges) {
          vn.free.merge(range);
          yield* this.vmapLazyNr.sub(range.end - range.start);
        }
      }
    }
    const found = broken(KeepsList);
    expect(found).toContain('I-OVL');
    expect(found).toContain('data race');
  });

  it('I-TLB, if it does not flush', () => {
    class NoFlush extends VmapNode2023 {
      protected override *flushAndPurge(...[nodes]: Parameters<VmapNode2023['flushAndPurge']>): Steps<number> {
        return yield* this.purgeMarkedNodes(nodes);
      }
    }
    expect(broken(NoFlush)).toContain('I-TLB');
  });

  it('deadlock, if it takes the purge lock twice', () => {
    class TakesTwice extends VmapNode2023 {
      protected override *flushAndPurge(...all: Parameters<VmapNode2023['flushAndPurge']>): Steps<number> {
        yield* this.vmapPurgeLock.lock();
        return yield* super.flushAndPurge(...all);
      }
    }
    expect(broken(TakesTwice)).toContain('deadlock');
  });
});

it('I-ENOMEM breaks if an allocation goes on without memory', () => {
  class GoesOn extends VmapNode2023 {
    protected override *allocVmapArea(request: Request): Steps<VmapArea | AllocError> {
      const va = yield* super.allocVmapArea(request);
      return va === '-ENOMEM' ? yield* super.allocVmapArea(request) : va;
    }
  }
  expect(broken(VmapNode2023, [failuresReturned], { kasanFailures: 1 })).toEqual([]);
  expect(broken(GoesOn, [failuresReturned], { kasanFailures: 1 })).toEqual(['I-ENOMEM']);
});

it('I-TREE breaks if a free tree has an empty entry', () => {
  class HasEmpty extends VmapNode2023 {
    constructor(parameters: VmapNodeParameters) {
      super(parameters);
      this.freeVmapArea.carveFrom({ start: 0, end: 24 }, 3, 1, 20, 23);
      this.freeVmapArea.insert({ start: 21, end: 21 });
    }
  }
  expect(broken(HasEmpty, [treesCoalesced])).toEqual(['I-TREE']);
});
