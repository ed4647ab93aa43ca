/** Which mutants are made: a random sample, by seed, of all that there are of the reduction and the search over states. */
import { sampled } from '../../mutation/sample.js';
import { type Mutant, mutantsOf } from './operators.js';
import { ROOT } from './workshop.js';

/** The files that decide what is explored. */
const FILES: readonly string[] = [
  ...['races', 'path', 'footprint', 'wakeup-tree', 'sleep-sets'].map((name) => `scheduler/${name}.ts`),
  ...['dpor', 'reversal', 'optimal-dpor', 'source-dpor', 'bounded', 'state-search'].map(
    (name) => `scheduler/strategies/${name}.ts`,
  ),
  ...['frontier', 'outside'].map((name) => `scheduler/pieces/${name}.ts`),
  ...['memo', 'local-states', 'state-space', 'walker', 'symmetry', 'values', 'state-store', 'lassos'].map(
    (name) => `scheduler/states/${name}.ts`,
  ),
];

export function sample(all: readonly Mutant[], count: number, seed: string): Mutant[] {
  return sampled(all, ({ file, within, before, after }) => [file, within, before, after], count, seed);
}

export function allMutants(): Mutant[] {
  return FILES.flatMap((file) => mutantsOf(file, ROOT));
}
