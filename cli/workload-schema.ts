/** Workloads as they stand in files of failures and hunts. */
import * as v from 'valibot';
import { UsageError } from '../program/usage-error.js';
import type { Subject, Workload } from '../scenarios/subject.js';

const count = v.pipe(
  v.number('expected a number'),
  v.integer('expected a whole number'),
  v.minValue(0, 'expected a number from 0 on'),
);
const counts = v.array(count, 'expected a list of numbers');
const name = v.pipe(v.string('expected a name'), v.nonEmpty('expected a name'));

const OPERATION = v.variant(
  'kind',
  [
    // Of pages, or of units of a per-CPU allocator: which of the two, the design says.
    v.object({ kind: v.literal('alloc'), pages: v.optional(count), size: v.optional(count), align: count, as: name }),
    v.object({ kind: v.picklist(['alloc_no_block', 'register_early', 'map_ram']), pages: count, as: name }),
    v.object({ kind: v.literal('pcpu'), offsets: counts, sizes: counts, align: count, as: name }),
    v.object({ kind: v.picklist(['free', 'unmap_ram']), area: name }),
    v.object({ kind: v.literal('find'), area: name, offset: count }),
    v.object({ kind: v.picklist(['purge', 'shrink', 'vmalloc_init']) }),
  ],
  'expected an operation, such as { "kind": "free", "area": "a" }',
);
const operations = v.array(OPERATION, 'expected a list of operations');

/** Its fields in the order in which hunts write them. */
export const WORKLOAD = v.object(
  {
    parameters: v.optional(v.record(v.string(), count, 'expected parameters by name')),
    setup: v.optional(operations),
    threads: v.record(
      v.pipe(v.string(), v.regex(/^[^\s:]+$/, 'expected the name of a thread, without white space and colons')),
      v.object(
        { cpu: v.optional(count), does: operations, forever: v.optional(v.boolean('expected true or false')) },
        'expected a thread, such as { "does": [] }',
      ),
      'expected threads by name',
    ),
  },
  'expected a workload',
);

/** A workload, and an execution of it that breaks a claim. */
export const EXECUTION = {
  workload: WORKLOAD,
  claims: v.array(v.string('expected the name of a claim'), 'expected a list of names of claims'),
  schedule: v.string('expected a schedule'),
};

/** Throws UsageError, naming the file, for a workload that asks for what designs of that kind do not have. */
export function requireFitting({ name: design, kind }: Subject, { setup = [], threads }: Workload, path: string): void {
  const asked = [...setup, ...Object.values(threads).flatMap(({ does }) => does)];
  const [unit, what] = kind === 'percpu' ? ['size', 'a per-CPU allocator'] : ['pages', 'a page allocator'];
  const other = asked.find((each) =>
    each.kind === 'alloc' ? !(unit in each) : kind === 'percpu' && each.kind !== 'free',
  );
  if (other !== undefined)
    throw new UsageError(`${path}: found ${JSON.stringify(other)}, but ${design} is ${what}; name another design`);
}
