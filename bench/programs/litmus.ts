/** Litmus tests of GenMC's suite: threads that load and store a few words, in order. The counts are in the tests. */
import { AtomicWord } from '../../model/sync/atomic-word.js';
import type { Scenario } from '../../scheduler/scenario.js';
import type { Steps } from '../../scheduler/step.js';
import { program } from './program.js';

/** Load `Rx`, store a value of one's own `Wx`, increment `Ix`, each of a word with a name of one letter. */
type Access = `${'R' | 'W' | 'I'}${string}`;

function* run(words: ReadonlyMap<string, AtomicWord>, accesses: readonly Access[], first: number): Steps {
  for (const [k, access] of accesses.entries()) {
    const word = words.get(access.slice(1))!;
    if (access.startsWith('R')) yield* word.load();
    else if (access.startsWith('W')) yield* word.store(first + k);
    else yield* word.addReturn(1);
  }
}

/** One thread for each line of accesses, such as `Wx Ry`. */
function litmus(name: string, ...lines: readonly string[]): Scenario {
  return program(name, () => {
    const words = new Map([...'wxyz'].map((each) => [each, new AtomicWord(each)]));
    const threads = lines.map((line, t) => {
      const accesses = line.split(' ') as Access[];
      return [`t${t}`, () => run(words, accesses, 1 + 10 * t)] as const;
    });
    return Object.fromEntries(threads);
  });
}

export const SB = litmus('SB', 'Wx Ry', 'Wy Rx');
export const LB = litmus('LB', 'Ry Wx', 'Rx Wy');
export const MP = litmus('MP', 'Wx Wy', 'Ry Rx');
export const TWO_PLUS_TWO_W = litmus('2+2W', 'Wx Wy', 'Wy Wx');
export const IRIW = litmus('IRIW', 'Wx', 'Wy', 'Rx Ry', 'Ry Rx');
export const CORR = litmus('CoRR', 'Wx Wx', 'Rx Rx');
export const CORR2 = litmus('CoRR2', 'Wx', 'Wx', 'Rx Rx', 'Rx Rx');
export const FR_W_W_W_READS = litmus('fr+w+w+w+reads', 'Wx', 'Wx', 'Wx', 'Rx Rx Rx Rx');
export const INC_INC_RR_W_RR = litmus('inc+inc+RR+W+RR', 'Ix', 'Ix', 'Rx Rx', 'Wx', 'Rx Rx');
/** Two readers of two pairs of words, and a writer of each pair. */
export const BIG0 = litmus('big0', 'Rx Ry Rz Rw Rx Ry Rz', 'Rx Ry Rz', 'Wx Wy Wx Wy Wx Wy', 'Wz Ww Wz Ww Wz Ww');
/** The same with longer readers. */
export const BIG1 = litmus(
  'big1',
  'Rx Ry Rz Rw Rx Ry Rz Rw',
  'Rx Ry Rz Rw Rx Ry',
  'Wx Wy Wx Wy Wx Wy',
  'Wz Ww Wz Ww Wz Ww',
);
/** Two readers and two writers of three words. */
export const BIG2 = litmus('big2', 'Rx Ry Rz Rx Ry', 'Rx Ry Rz Rx', 'Wx Wy Wz Wx Wy Wz', 'Wx Wy Wz Wx Wy Wz');

/** A writer, and n threads that read and then write. */
export function wrw(n: number): Scenario {
  return litmus(`wrw-${n}`, 'Wx', ...Array.from({ length: n }, () => 'Rx Wx'));
}
