/** Workloads that run on every page allocator without knowing it: two or three tasks, and the kernel's stress tests. */
import {
  alloc,
  find,
  free,
  mapRam,
  type Operation,
  pcpu,
  purge,
  shrink,
  type ThreadWorkload,
  unmapRam,
} from '../model/workload.js';

export interface GenericWorkload<Op = Operation> {
  /** Kebab-case. */
  readonly name: string;
  readonly source: string;
  readonly setup?: readonly Op[];
  readonly threads: Readonly<Record<string, ThreadWorkload<Op>>>;
}

const here = (...does: readonly Operation[]): ThreadWorkload => ({ does });
const onCpu1 = (...does: readonly Operation[]): ThreadWorkload => ({ cpu: 1, does });

/** The areas x (2 pages) and y (1 page), and what is done with them. */
const twoAreas = (...then: readonly Operation[]) => [alloc(2, 'x'), alloc(1, 'y'), ...then];

/**
 * The workloads.
 * @param window pages of the vmalloc window, 8 or more
 */
export function genericWorkloads(window: number): GenericWorkload[] {
  const half = Math.floor(window / 2);
  const mix = 'vmalloc-designs.md 0.5: the mixes that every design meets';
  const stress = (mask: string) => `lib/test_vmalloc.c, mask ${mask}; vmalloc-designs.md 9`;
  const workloads: GenericWorkload[] = [
    { name: 'two-allocs', source: mix, threads: { a: here(alloc(1, 'a')), b: here(alloc(1, 'b')) } },
    { name: 'allocs-on-two-cpus', source: mix, threads: { a: here(alloc(1, 'a')), b: onCpu1(alloc(2, 'b')) } },
    {
      name: 'free-against-alloc',
      source: mix,
      setup: twoAreas(),
      threads: { a: here(free('x')), b: here(alloc(2, 'b')) },
    },
    {
      name: 'free-against-purge',
      source: mix,
      setup: twoAreas(free('y')),
      threads: { a: here(free('x')), b: here(purge()) },
    },
    {
      name: 'alloc-against-purge',
      source: mix,
      setup: twoAreas(free('x')),
      threads: { a: here(alloc(1, 'a')), b: onCpu1(purge()) },
    },
    {
      name: 'two-purges',
      source: mix,
      setup: twoAreas(free('x'), free('y')),
      threads: { a: here(purge()), b: here(purge()) },
    },
    { name: 'two-frees', source: mix, setup: twoAreas(), threads: { a: here(free('x')), b: here(free('y')) } },
    {
      name: 'lookup-against-free',
      source: mix,
      setup: twoAreas(),
      threads: { a: here(find('x', 1)), b: here(free('y')) },
    },
    {
      name: 'lookup-of-what-is-freed',
      source: mix,
      setup: twoAreas(),
      threads: { a: here(find('x')), b: here(free('x')) },
    },
    {
      name: 'shrink-against-alloc',
      source: mix,
      setup: twoAreas(free('x'), free('y'), purge()),
      threads: { a: here(shrink()), b: here(alloc(1, 'b')) },
    },
    {
      name: 'map-ram-against-purge',
      source: mix,
      threads: { a: here(mapRam(1, 'a'), unmapRam('a')), b: here(purge()) },
    },
    {
      name: 'exhaustion',
      source: 'seed 001 (Hellwig, 16 October 2016); vmalloc-designs.md 2.5',
      setup: [alloc(half, 'x'), alloc(window - half, 'y'), free('x')],
      threads: { a: here(alloc(1, 'a')), b: here(alloc(1, 'b')) },
    },
    {
      name: 'exhaustion-against-free',
      source: 'vmalloc-designs.md 0.5, I-SPUR',
      setup: [alloc(half, 'x'), alloc(window - half, 'y')],
      threads: { a: here(alloc(2, 'a')), b: here(free('y')) },
    },
    {
      name: 'three-tasks',
      source: mix,
      setup: twoAreas(),
      threads: { a: here(alloc(1, 'a')), b: here(free('x')), c: onCpu1(find('y')) },
    },
    // The guard page is asked for: an area of n pages is one of n + 1.
    {
      name: 'fix-size-alloc-test',
      source: stress('1'),
      threads: { a: here(alloc(2, 'a'), free('a')), b: here(alloc(2, 'b'), free('b')) },
    },
    {
      name: 'full-fit-alloc-test',
      source: stress('2'),
      setup: [alloc(2, 'keep'), alloc(2, 'junk'), alloc(2, 'keep2'), free('junk')],
      threads: { a: here(alloc(2, 'a')), b: here(purge(), alloc(2, 'b')) },
    },
    {
      name: 'long-busy-list-alloc-test',
      source: stress('4'),
      setup: [alloc(1, 'u'), alloc(1, 'v'), alloc(1, 'w'), alloc(1, 'x'), free('u'), free('w'), purge()],
      threads: { a: here(alloc(2, 'a')), b: here(alloc(1, 'b'), free('b')) },
    },
    {
      name: 'random-size-alloc-test',
      source: stress('8'),
      threads: { a: here(alloc(1, 'a'), alloc(2, 'c')), b: here(alloc(2, 'b'), free('b')) },
    },
    {
      name: 'fix-align-alloc-test',
      source: stress('16'),
      threads: { a: here(alloc(1, 'a'), alloc(1, 'c', 2)), b: here(alloc(1, 'b', 2)) },
    },
    {
      name: 'random-size-align-alloc-test',
      source: stress('32'),
      threads: { a: here(alloc(1, 'a', 4), free('a')), b: here(alloc(2, 'b', 2)) },
    },
    {
      name: 'align-shift-alloc-test',
      source: `${stress('64')}; meant to fail at the end`,
      threads: { a: here(...[1, 2, 4, 8, 64].map((align, k) => alloc(1, `a${k}`, align))) },
    },
    {
      name: 'pcpu-alloc-test',
      source: stress('128'),
      setup: [alloc(1, 'x')],
      threads: { a: here(pcpu([0, 3], [1, 1], 'a'), free('a.0')), b: onCpu1(alloc(1, 'b'), free('x')) },
    },
    {
      name: 'kvfree-test',
      source: `${stress('256 and 512')}: another thread frees, later`,
      setup: [alloc(2, 'x')],
      threads: { a: here(alloc(2, 'a')), rcu: here(free('x'), purge()) },
    },
    {
      name: 'vm-map-ram-test',
      source: stress('1024'),
      threads: { a: here(mapRam(1, 'a'), unmapRam('a')), b: here(mapRam(2, 'b'), unmapRam('b')) },
    },
    {
      name: 'le-fit-alloc-test',
      source: 'seed 002; vmalloc-designs.md 9',
      setup: [alloc(1, 'u'), alloc(3, 'x'), alloc(1, 'v'), free('x'), purge()],
      threads: { a: here(alloc(2, 'a')), b: here(alloc(1, 'b')) },
    },
    {
      name: 'ne-fit-alloc-test',
      source: 'seed 002; vmalloc-designs.md 9',
      setup: [alloc(1, 'u')],
      threads: { a: here(alloc(1, 'a', 2)), b: here(alloc(1, 'b', 4)) },
    },
    {
      name: 'b-fit-alloc-test',
      source: 'seed 002; vmalloc-designs.md 9',
      setup: [alloc(1, 'u'), alloc(2, 'x'), free('x'), purge()],
      threads: { a: here(alloc(2, 'a')), b: here(alloc(window - 4, 'b')) },
    },
  ];
  return workloads;
}
