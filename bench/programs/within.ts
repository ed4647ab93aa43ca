/** The workload that the environment names, of the design that it names: a user's file for measuring. */
import { shippedDesign } from '../../scenarios/subjects.js';

const { MAZURKA_DESIGN: design = '', MAZURKA_ROUNDS: rounds = '' } = process.env;
const subject = shippedDesign(design);
const isPercpu = subject.kind === 'percpu';

const does = (count: number) =>
  Array.from({ length: count }, (_, k) => {
    const as = `area${k}`;
    const alloc = isPercpu
      ? ({ kind: 'alloc', size: 1, align: 1, as } as const)
      : ({ kind: 'alloc', pages: 1, align: 1, as } as const);
    return [alloc, { kind: 'free', area: as } as const];
  }).flat();

const threads = rounds.split(',').map((count, k) => [`t${k}`, { does: does(Number(count)) }] as const);
const purger = isPercpu ? [] : ([['purger', { does: [{ kind: 'purge' }] }]] as const);

/** All threads at once. */
export const within = subject.scenario('within', { threads: Object.fromEntries([...threads, ...purger]) });
