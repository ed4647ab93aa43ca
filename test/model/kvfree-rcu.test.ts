/** kvfree_rcu() of vmalloc areas, against readers that may still have them. */
import { describe, expect, it } from 'vitest';
import type { VmapArea } from '../../model/allocator.js';
import { VmapPools } from '../../model/designs/vmap-pool.js';
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { KvfreeRcu } from '../../model/sync/kvfree-rcu.js';
import { Rcu } from '../../model/sync/rcu.js';
import { SpinLock } from '../../model/sync/spin-lock.js';
import { explore } from '../../scheduler/explore.js';
import { atEnd } from '../../scheduler/property.js';
import { runAtBoot, type Steps } from '../../scheduler/step.js';

class World {
  readonly design = new VmapPools({ cpus: 1, window: 8 });
  readonly rcu = new Rcu();
  readonly krc = new KvfreeRcu<number>(this.rcu, (start) => this.design.vfree(start));
  readonly areas = [1, 2].map(() => runAtBoot(this.design.vmalloc(1)) as VmapArea);
  readonly published = [new AtomicWord('p0', 1), new AtomicWord('p1', 1)];

  readonly uses = new AtomicWord('uses');

  /** Follows the pointer, if it is there still, and uses the area. */
  *read(k: 0 | 1): Steps {
    yield* this.rcu.readLock();
    if ((yield* this.published[k]!.readOnce()) === 1) {
      yield* this.uses.add(1); // between the look at the pointer and the use of the area others may run
      this.design.translation.access(this.areas[k]!, 'the area');
    }
    yield* this.rcu.readUnlock();
  }

  /** Takes the pointer away and gives the area to `free`. */
  *retire(k: 0 | 1, free: (start: number) => Steps): Steps {
    yield* this.published[k]!.writeOnce(0);
    yield* free(this.areas[k]!.start);
  }
}

function broken(...threads: readonly ((world: World) => Steps<unknown>)[]) {
  const runs = new Set<number>();
  const verdict = explore({
    name: 'kvfree-rcu',
    boot() {
      const world = new World();
      const bodies = Object.fromEntries(threads.map((body, k) => [`t${k}`, () => body(world)]));
      return { world, threads: bodies, daemons: { krc: () => world.krc.work.worker() } };
    },
    properties: [
      atEnd('freed', ({ design, areas, published, krc }: World) => {
        runs.add(krc.work.finished);
        const kept = areas.filter(
          (_, k) => published[k]!.current === 0 && design.translation.isMapped(areas[k]!.start),
        );
        return kept.length === 0 ? null : `${kept.length} areas were never freed`;
      }),
    ],
  });
  return { broken: Object.keys(verdict.broken), runs: [...runs].sort() };
}

const later =
  (k: 0 | 1) =>
  (world: World): Steps =>
    world.retire(k, (start) => world.krc.kvfreeRcu(start));

describe('kvfree_rcu()', () => {
  it('frees when no reader has the area any more; vfree() does not wait', () => {
    const read = (world: World) => world.read(0);
    const atOnce = (world: World) => world.retire(0, (start) => world.design.vfree(start));
    expect(broken(read, later(0)).broken).toEqual([]);
    expect(broken(read, atOnce).broken).toEqual(['page fault']);
  });

  it('frees everything in one batch or two, also what comes while a batch is being freed', () => {
    expect(broken(later(0), later(1))).toEqual({ broken: [], runs: [1, 2] });
  });

  it('does not sleep, unlike synchronize_rcu()', () => {
    const underLock = (call: (world: World) => Steps) =>
      function* (world: World): Steps {
        const lock = new SpinLock('lock');
        yield* lock.lock();
        yield* call(world);
        yield* lock.unlock();
      };
    expect(broken(underLock(later(0))).broken).toEqual([]);
    expect(broken(underLock((world) => world.rcu.synchronize())).broken).toEqual(['I-ATOMIC']);
  });
});
