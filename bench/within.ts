/** The largest workload of each line of designs that is explored whole within a minute, by two workers. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Wall seconds. */
const LIMIT = 60;

/** One design of each line, and what one thread did before explorations were taken to pieces (commit 70a21d4), by the same ladder. */
const DESIGNS: readonly (readonly [design: string, before: string])[] = [
  ['percpu-2005', '4+4 in 47 s'],
  ['busy-list, mutex', '3+2 in 36 s'],
  ['free-list-2018', '2+2 in 12 s'],
  ['free-tree-2019, 5.18', '3+2 in 24 s'],
  ['cpu-zone-2023', '2+2 in 43 s'],
  ['vmap-node-2023', '2+2 in 33 s'],
  ['vmap-pool, 2026', '2+2 in 10 s'],
];

/** How often each thread allocates and frees, from small to large. A thread that purges is added where there is something to purge. */
const ROUNDS: readonly (readonly number[])[] = [
  [1, 1],
  [2, 1],
  [2, 2],
  [3, 2],
  [3, 3],
  [4, 3],
  [4, 4],
];
const FIRST = 2;

/** Wall seconds; null if it takes longer than LIMIT. Throws if the command fails. */
function seconds(design: string, rounds: readonly number[]): number | null {
  const main = fileURLToPath(new URL('../cli/main.js', import.meta.url));
  const file = fileURLToPath(new URL('./programs/within.js', import.meta.url));
  const env = { ...process.env, MAZURKA_DESIGN: design, MAZURKA_ROUNDS: rounds.join() };
  const started = performance.now();
  const args = [main, 'check', file, '--workers', '2', '--quiet'];
  const { status, signal } = spawnSync(process.execPath, args, { env, timeout: LIMIT * 1000, stdio: 'ignore' });
  const wall = (performance.now() - started) / 1000;
  process.stderr.write(`${design} ${rounds.join('+')}: ${wall.toFixed(1)} s\n`);
  if (signal !== null) return null;
  if (status === null || status > 1) throw new Error(`${design} ${rounds.join('+')}: exit ${status}`);
  return wall;
}

/** 'rounds, seconds' of the largest. */
function largest(design: string): string {
  const known = new Map<number, number | null>();
  const at = (k: number): number | null => {
    if (!known.has(k)) known.set(k, seconds(design, ROUNDS[k]!));
    return known.get(k)!;
  };
  let k = FIRST;
  while (k > 0 && at(k) === null) k--;
  while (k + 1 < ROUNDS.length && at(k) !== null && at(k + 1) !== null) k++;
  const found = at(k);
  return found === null ? 'none' : `${ROUNDS[k]!.join('+')} in ${found.toFixed(0)} s`;
}

/** Rows: design, the largest before, the largest now. */
export function withinRows(): string[][] {
  return DESIGNS.map(([design, before]) => [design, before, largest(design)]);
}
