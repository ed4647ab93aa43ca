/** Workloads that run on every per-CPU allocator without knowing it: two or three tasks. */
import { allocPercpu, freePercpu, type PercpuOperation } from '../model/percpu-workload.js';
import type { GenericWorkload } from './generic.js';

const here = (...does: readonly PercpuOperation[]) => ({ does });
const onCpu1 = (...does: readonly PercpuOperation[]) => ({ cpu: 1, does });

/**
 * The workloads.
 * @param block the largest object, in units
 * @param one the smallest object; what sizes are multiples of
 */
export function genericPercpuWorkloads(block: number, one: number): GenericWorkload<PercpuOperation>[] {
  const half = Math.max(one, Math.floor(block / 2 / one) * one);
  const mix = 'vmalloc-designs.md 1.3 and 1.4: tasks in one block, in several, and in none';
  const workloads: Omit<GenericWorkload<PercpuOperation>, 'source'>[] = [
    {
      name: 'two-allocs-in-one-block',
      setup: [allocPercpu(one, 'x')],
      threads: { a: here(allocPercpu(one, 'a')), b: onCpu1(allocPercpu(one, 'b')) },
    },
    { name: 'two-first-allocs', threads: { a: here(allocPercpu(one, 'a')), b: onCpu1(allocPercpu(half, 'b')) } },
    {
      name: 'alloc-against-free',
      setup: [allocPercpu(half, 'x'), allocPercpu(one, 'y')],
      threads: { a: here(allocPercpu(half, 'a')), b: onCpu1(freePercpu('x')) },
    },
    {
      name: 'alloc-against-last-free',
      setup: [allocPercpu(one, 'x')],
      threads: { a: here(freePercpu('x')), b: onCpu1(allocPercpu(one, 'b')) },
    },
    {
      name: 'last-two-frees',
      setup: [allocPercpu(one, 'x'), allocPercpu(one, 'y')],
      threads: { a: here(freePercpu('x')), b: onCpu1(freePercpu('y')) },
    },
    {
      name: 'alloc-and-free-on-one-cpu',
      setup: [allocPercpu(one, 'x')],
      threads: {
        a: here(allocPercpu(one, 'a'), freePercpu('a')),
        b: here(allocPercpu(half, 'b'), freePercpu('b')),
      },
    },
    {
      name: 'full-block-against-free',
      setup: [allocPercpu(block, 'x'), allocPercpu(half, 'y'), allocPercpu(half, 'z')],
      threads: { a: here(freePercpu('y'), allocPercpu(half, 'a')), b: here(freePercpu('x')) },
    },
    {
      name: 'room-in-one-block',
      setup: [
        ...[allocPercpu(block, 'x'), allocPercpu(half, 'y'), allocPercpu(half, 'z')],
        ...[allocPercpu(one, 'p'), allocPercpu(half - one, 'q'), allocPercpu(one, 'r'), freePercpu('q')],
      ],
      threads: { a: here(freePercpu('z'), allocPercpu(half, 'a')), b: here(freePercpu('x')) },
    },
    {
      name: 'aligned',
      setup: [allocPercpu(one, 'x')],
      threads: { a: here(allocPercpu(one, 'a', 2 * one)), b: onCpu1(allocPercpu(one, 'b', 2 * one)) },
    },
    {
      name: 'between-two-objects',
      setup: [allocPercpu(one, 'u'), allocPercpu(one, 'x'), allocPercpu(half, 'v'), freePercpu('x')],
      threads: { a: here(allocPercpu(one, 'a')), b: onCpu1(freePercpu('u'), allocPercpu(half, 'b')) },
    },
    { name: 'too-large', threads: { a: here(allocPercpu(block + one, 'a'), allocPercpu(block, 'b')) } },
    {
      name: 'exhaustion',
      setup: [allocPercpu(block, 'x'), allocPercpu(block, 'y')],
      threads: { a: here(allocPercpu(block, 'a')), b: onCpu1(allocPercpu(block, 'b')) },
    },
    {
      name: 'three-tasks',
      setup: [allocPercpu(one, 'x'), allocPercpu(one, 'y')],
      threads: { a: here(allocPercpu(one, 'a')), b: here(freePercpu('x')), c: onCpu1(allocPercpu(half, 'c')) },
    },
  ];
  return workloads.map((workload) => ({ ...workload, source: mix }));
}
