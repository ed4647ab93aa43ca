/** Which mutants are made: a random sample, by seed, of all that there are of the reduction and the search over states. */
import seedrandom from 'seedrandom';
import { type Mutant, mutantsOf } from './operators.js';
import { ROOT } from './workshop.js';

/** The files that decide what is explored. */
const FILES: readonly string[] = [
  ...['races', 'path', 'footprint', 'wakeup-tree', 'sleep-sets'].map((name) => `scheduler/${name}.ts`),
  ...['dpor', 'optimal-dpor', 'source-dpor', 'bounded', 'state-search'].map(
    (name) => `scheduler/strategies/${name}.ts`,
  ),
  ...['memo', 'local-states', 'state-space', 'walker', 'symmetry', 'values', 'state-store', 'lassos'].map(
    (name) => `scheduler/states/${name}.ts`,
  ),
];

/** `count` of all mutants of these files, in random order. */
export function sample(all: readonly Mutant[], count: number, seed: string): Mutant[] {
  const random = seedrandom.alea(seed);
  const left = [...all];
  for (let k = 0; k < Math.min(count, left.length); k++) {
    const other = k + Math.floor(random() * (left.length - k));
    [left[k], left[other]] = [left[other]!, left[k]!];
  }
  return left.slice(0, count);
}

export function allMutants(): Mutant[] {
  return FILES.flatMap((file) => mutantsOf(file, ROOT));
}
