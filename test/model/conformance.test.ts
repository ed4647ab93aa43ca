/**
 * Each design, one operation after another, against a plain reference: what is asked for is met or there is no room,
 * every claim holds after every operation, a full purge returns every page, and where the lowest fit is promised the
 * addresses are those of a linear scan.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VmapArea } from '../../model/allocator.js';
import { type Operation, runWorkload } from '../../model/workload.js';
import type { Claim } from '../../properties/claim.js';
import { designs, type ShippedDesign } from '../../scenarios/designs.js';
import { Execution } from '../../scheduler/execution.js';
import { ghost } from '../../scheduler/object.js';
import type { Scenario } from '../../scheduler/scenario.js';
import type { ScenarioError } from '../../scheduler/scenario-error.js';
import { Session } from '../../scheduler/session.js';
import { runAtBoot } from '../../scheduler/step.js';

const OPERATIONS = 100_000;
const PER_RUN = 50;
const WINDOW = 32;

interface Call {
  readonly kind: 'alloc' | 'free' | 'purge' | 'shrink' | 'map_ram' | 'find';
  readonly pages: number;
  readonly align: number;
  readonly cpu: number;
  /** Which of the areas in use. */
  readonly pick: number;
}

const call: fc.Arbitrary<Call> = fc.record({
  kind: fc.constantFrom('alloc', 'alloc', 'alloc', 'free', 'free', 'purge', 'shrink', 'map_ram', 'find'),
  pages: fc.integer({ min: 1, max: 6 }),
  align: fc.constantFrom(1, 1, 1, 2, 4),
  cpu: fc.nat(1),
  pick: fc.nat(100),
});

/** The lowest free run, as a linear scan finds it; null if there is none. */
function lowestFit(isFree: readonly boolean[], pages: number, align: number): number | null {
  for (let start = 0; start + pages <= isFree.length; start += align) {
    let fits = true;
    for (let page = start; page < start + pages && fits; page++) fits = isFree[page]!;
    if (fits) return start;
  }
  return null;
}

/** Free, in use, or given back but not purged; by page. */
class Reference {
  readonly free = new Array<boolean>(WINDOW).fill(true);
  readonly used = new Array<boolean>(WINDOW).fill(false);

  /** Where the lowest fit is, after a purge if need be. */
  expected({ pages, align }: Call): number | null {
    const at = lowestFit(this.free, pages, align);
    if (at !== null) return at;
    this.purge();
    return lowestFit(this.free, pages, align);
  }
  take({ start, end }: VmapArea): void {
    for (let page = start; page < end; page++) {
      if (this.used[page]) throw new Error(`page ${page} is handed out twice`);
      this.used[page] = true;
      this.free[page] = false;
    }
  }
  release({ start, end }: VmapArea): void {
    this.used.fill(false, start, end);
  }
  purge(): void {
    for (let page = 0; page < WINDOW; page++) this.free[page] = !this.used[page];
  }
}

/** Runs the calls as one thread would. */
function conforms({ design, parameters, claims, promises }: ShippedDesign, calls: readonly Call[]): void {
  const scenario: Scenario = {
    name: 'conformance',
    boot() {
      const allocator = new design({ ...parameters, window: WINDOW } as never);
      const states = new Map<Claim, unknown>();
      const checked = claims.filter(({ name }) => !name.startsWith('I-SPUR'));
      for (const claim of checked) {
        const attached = ghost(() => claim.attach?.(allocator));
        if (attached === undefined) continue;
        states.set(claim, attached.state);
        allocator.trace.attach(attached.observer);
      }
      const areas = new Map<string, VmapArea>();
      const reference = new Reference();
      let cpu = 0;
      const perform = (operation: Operation) =>
        runAtBoot(runWorkload(allocator, { cpu, does: [operation] }, areas, areas));
      const check = (when: 'always' | 'atEnd') => {
        for (const claim of checked) {
          const broken = ghost(() => claim[when]?.(allocator, states.get(claim)) ?? null);
          if (broken !== null) throw new Error(`${claim.name}: ${broken}`);
        }
      };
      for (const [k, each] of calls.entries()) {
        cpu = each.cpu % allocator.cpus.count;
        const name = [...areas.keys()][each.pick % Math.max(1, areas.size)];
        const { kind, pages } = each;
        const align = promises === 'lowest fit' ? 1 : each.align;
        if (kind === 'alloc' || kind === 'map_ram') {
          const at = reference.expected({ ...each, align: kind === 'alloc' ? align : 1 });
          const as = `${kind}${k}`;
          perform(kind === 'alloc' ? { kind, pages, align, as } : { kind, pages, as });
          const area = areas.get(as);
          const got = area?.start ?? null;
          if (promises === 'lowest fit' && got !== at) throw new Error(`page ${got} for ${pages}, expected ${at}`);
          if (area !== undefined) reference.take(area);
        } else if (name !== undefined && kind === 'find') perform({ kind, area: name, offset: 0 });
        else if (name !== undefined && kind === 'free') {
          perform({ kind: name.startsWith('map_ram') ? 'unmap_ram' : 'free', area: name });
          reference.release(areas.get(name)!);
          areas.delete(name);
        } else if (kind === 'purge' || kind === 'shrink') {
          perform({ kind });
          if (kind === 'purge') reference.purge();
        }
        check('always');
      }
      for (const name of [...areas.keys()])
        perform({ kind: name.startsWith('map_ram') ? 'unmap_ram' : 'free', area: name });
      perform({ kind: 'purge' });
      check('always');
      check('atEnd');
      expect(allocator.lazyRanges).toEqual([]);
      expect(allocator.vmapLazyNr.current).toBe(0);
      return { world: null, threads: {} };
    },
  };
  new Execution(new Session(scenario).shared);
}

describe('one operation after another conforms to the reference:', () => {
  it.each(designs)('$name', (design) => {
    const numRuns = Math.ceil(OPERATIONS / PER_RUN / designs.length);
    const calls = fc.array(call, { minLength: PER_RUN, maxLength: PER_RUN });
    const result = fc.check(
      fc.property(calls, (each) => conforms(design, each)),
      { numRuns, seed: 2026, endOnFailure: design.breaksAlone.length > 0 },
    );
    const broken = result.errorInstance as ScenarioError | null;
    if (design.breaksAlone.length === 0) {
      if (broken !== null) throw broken;
    } else expect(design.breaksAlone).toContain(broken?.claim);
  });
});
