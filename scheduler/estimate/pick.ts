/** Random choices of the probes; a test chooses instead of chance. */
import seedrandom from 'seedrandom';

/** The index of one of the shares, each with a probability in proportion to it. All shares are above 0. */
export type Pick = (shares: readonly number[]) => number;

/** @param seed the same seed gives the same choices */
export function randomPick(seed: string): Pick {
  const random = seedrandom.alea(seed);
  return (shares) => {
    let at = random() * shares.reduce((sum, share) => sum + share, 0);
    for (let k = 0; k < shares.length - 1; k++) {
      at -= shares[k]!;
      if (at < 0) return k;
    }
    return shares.length - 1;
  };
}
