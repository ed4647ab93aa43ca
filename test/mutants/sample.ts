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

/**
 * `count` of all mutants of these files, in random order. Each has a number of its own, drawn by the seed and what it
 * is known by, and the lowest are taken: where the code has not changed, the next sample has the same mutants.
 */
export function sample(all: readonly Mutant[], count: number, seed: string): Mutant[] {
  const numbered = all.map((mutant) => {
    const { file, within, before, after } = mutant;
    return { mutant, number: seedrandom.alea([seed, file, within, before, after].join('\n')).int32() };
  });
  numbered.sort((a, b) => a.number - b.number);
  return numbered.slice(0, count).map(({ mutant }) => mutant);
}

export function allMutants(): Mutant[] {
  return FILES.flatMap((file) => mutantsOf(file, ROOT));
}
