/** Early boot with one thread: what is refused before vmalloc_init(), and what is found, free and drained after it. */
import { describe, expect, it } from 'vitest';
import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { VmapPools } from '../../model/designs/vmap-pool.js';
import type { NodeAllocator, VmapNode } from '../../model/node-allocator.js';
import { Execution } from '../../scheduler/execution.js';
import { Session } from '../../scheduler/session.js';
import { runAtBoot } from '../../scheduler/step.js';

const earlyBoot = { lookupAsks: true };
const designs: readonly (readonly [string, () => NodeAllocator<VmapNode>])[] = [
  ['vmap-node-2023', () => new VmapNode2023({ cpus: 2, nodeSize: 4, window: 16, earlyBoot })],
  ['vmap-pool', () => new VmapPools({ cpus: 2, zoneSize: 4, window: 16, earlyBoot })],
];

/** Runs model code as at boot. */
function alone(body: () => void): void {
  const boot = () => {
    body();
    return { world: null, threads: {} };
  };
  new Execution(new Session({ name: 'alone', boot }).shared);
}

describe.each(designs)('%s', (_, make) => {
  it('refuses allocations, has no free space and finds nothing before vmalloc_init()', () => {
    alone(() => {
      const design = make();
      const area = runAtBoot(design.vmAreaRegisterEarly(3));
      expect(area).toMatchObject({ start: 0, end: 3 });
      expect(design.freeVmapArea.ranges).toEqual([]);
      expect(runAtBoot(design.vmalloc(1))).toBe('-EBUSY');
      expect(runAtBoot(design.lookUp(0))).toBeNull();
      expect(design.nrNodes).toBe(1);
    });
  });

  it('then finds early areas by each of their pages, and allocates beside them', () => {
    alone(() => {
      const design = make();
      runAtBoot(design.vmAreaRegisterEarly(3));
      runAtBoot(design.vmAreaRegisterEarly(6)); // begins in node 0, ends in node 0, passes node 1
      runAtBoot(design.vmallocInit());
      expect(design.nrNodes).toBe(2);
      expect(design.freeVmapArea.ranges).toEqual([{ start: 9, end: 16 }]);
      for (let page = 3; page < 9; page++)
        expect(runAtBoot(design.lookUp(page))).toMatchObject({ start: 3, end: 9, flags: 0 });
      expect(runAtBoot(design.lookUp(9))).toBeNull();
      expect(runAtBoot(design.vmalloc(3))).toMatchObject({ start: 9, end: 12 });
    });
  });

  it('gives early areas back to the global heap', () => {
    alone(() => {
      const design = make();
      const area = runAtBoot(design.vmAreaRegisterEarly(5));
      runAtBoot(design.vmallocInit());
      runAtBoot(design.vfree(area.start));
      runAtBoot(design.vmUnmapAliases());
      expect(design.vmapLazyNr.current).toBe(0);
      expect(design.freeVmapArea.ranges).toEqual([{ start: 0, end: 16 }]);
    });
  });
});

it('there is no early boot unless the scenario begins before it', () => {
  alone(() => {
    const design = new VmapPools({ cpus: 2, window: 16 });
    for (const call of [design.vmAreaRegisterEarly(1), design.vmallocInit()])
      expect(() => runAtBoot<unknown>(call)).toThrow('not modelled for this design, or the scenario begins after it');
    expect(design.freeVmapArea.ranges).toEqual([{ start: 0, end: 16 }]);
  });
});
