/** A share of the mutants, drawn by seed. */
import seedrandom from 'seedrandom';

/**
 * `count` of all, in random order. Each has a number of its own, drawn by the seed and by what it is known by, and the
 * lowest are taken: where the code has not changed, the next sample has the same ones.
 */
export function sampled<T>(all: readonly T[], known: (each: T) => readonly string[], count: number, seed: string): T[] {
  const numbered = all.map((each) => ({ each, number: seedrandom.alea([seed, ...known(each)].join('\n')).int32() }));
  return numbered
    .sort((a, b) => a.number - b.number)
    .slice(0, count)
    .map(({ each }) => each);
}
