/**
 * `npm run counts`: published trace counts that take too long for a test. Prints each beside what is measured; ends with 1
 * if one differs.
 */
import { explore } from '../scheduler/explore.js';
import type { TraceCounts } from '../scheduler/verdict.js';
import { levelsOf } from './levels.js';
import { herlihyWingQueue } from './programs/algorithms.js';
import { casw } from './programs/classic.js';
import { BIG0, BIG1, BIG2 } from './programs/litmus.js';
import { fibonacci } from './programs/published.js';

/** From the tables for bounded search in the test suite of GenMC: traces that need at most 0, 1, 2, ... preemptions. */
const BY_PREEMPTIONS = [
  [BIG0, [14, 206, 1_561, 7_410, 21_891, 42_700, 59_856, 67_435, 69_009, 69_112]],
  [herlihyWingQueue(), [4, 45, 254, 919, 2_120, 3_511, 4_585, 5_034, 5_145, 5_155]],
] as const;

/** From the same suite: all traces. */
const IN_ALL = [
  [casw(5), 32_880],
  [fibonacci(5), 218_243],
  [BIG1, 1_820_474],
  [BIG2, 5_284_890],
] as const;

let differ = 0;

function compare(name: string, expected: readonly number[], measured: readonly number[]): void {
  const isSame = expected.join() === measured.join();
  if (!isSame) differ++;
  process.stdout.write(`${isSame ? 'ok' : 'NO'}  ${name}\n    published ${expected.join(' ')}\n`);
  process.stdout.write(`    measured  ${measured.join(' ')}\n`);
}

for (const [program, levels] of BY_PREEMPTIONS) compare(program.name, levels, levelsOf(program, 'preemptions'));
for (const [program, traces] of IN_ALL) {
  const { executions } = explore(program, { strategy: 'traces' }).counts as TraceCounts;
  compare(program.name, [traces], [executions]);
}
process.exitCode = differ === 0 ? 0 : 1;
