/**
 * How large a workload of each design is proven within 60 s of one core: for each, workloads that grow, until one takes longer.
 * `node dist/bench/sixty.js design...` prints them.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { shippedDesign } from '../scenarios/subjects.js';
import { explore } from '../scheduler/explore.js';

/** Seconds of CPU time. */
const LIMIT = 60;

/** One of each line of designs. */
export const DESIGNS: readonly string[] = [
  'percpu-2005',
  'busy-list, mutex',
  'free-list-2018',
  'free-tree-2019, 5.18',
  'cpu-zone-2023',
  'vmap-node-2023',
  'vmap-pool, 2026',
];

/** Threads, and how often each allocates and frees; a thread that purges is added. */
const SHAPES: readonly (readonly [threads: number, rounds: number])[] = [
  [2, 2],
  [3, 1],
  [2, 3],
  [4, 1],
  [3, 2],
  [2, 4],
  [5, 1],
];

function workload(design: string, threads: number, rounds: number) {
  const isPercpu = shippedDesign(design).kind === 'percpu';
  const alloc = (as: string) =>
    isPercpu ? { kind: 'alloc' as const, size: 1, align: 1, as } : { kind: 'alloc' as const, pages: 1, align: 1, as };
  const does = Array.from({ length: rounds }, (_, k) => [
    alloc(`area${k}`),
    { kind: 'free' as const, area: `area${k}` },
  ]);
  const names = Array.from({ length: threads }, (_, k) => `t${k}`);
  const purger = isPercpu ? {} : { purger: { does: [{ kind: 'purge' as const }] } };
  return { threads: { ...Object.fromEntries(names.map((name) => [name, { does: does.flat() }])), ...purger } };
}

/** What the largest takes, and of the first that takes longer its name. */
export function largest(design: string): string {
  const script = fileURLToPath(import.meta.url);
  let last = '';
  for (const [threads, rounds] of SHAPES) {
    const args = [
      '-c',
      `ulimit -t ${LIMIT}; exec "$@"`,
      'sh',
      process.execPath,
      script,
      '--one',
      design,
      `${threads}`,
      `${rounds}`,
    ];
    const { status, stdout, stderr } = spawnSync('sh', args, { encoding: 'utf8' });
    if (status !== 0 && stderr !== '') throw new Error(stderr);
    const shape = `${threads} x ${2 * rounds}`;
    if (status !== 0) return `${last}; ${shape} takes longer`;
    last = `${shape}: ${stdout}`;
  }
  return last;
}

const [first, ...rest] = process.argv.slice(2);
if (first === '--one') {
  const [design, threads, rounds] = rest as [string, string, string];
  const verdict = explore(shippedDesign(design).scenario('sixty', workload(design, +threads, +rounds)), {
    brief: true,
  });
  const { counts, outcome } = verdict;
  const found = 'states' in counts ? `${counts.states} states` : `${counts.executions} traces`;
  const { user, system } = process.cpuUsage();
  process.stdout.write(`${outcome}, ${found}, ${((user + system) / 1e6).toFixed(0)} s`);
} else if (first !== undefined)
  for (const design of [first, ...rest]) process.stdout.write(`${design}: ${largest(design)}\n`);
