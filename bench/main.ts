/**
 * `npm run bench [name...]`: executions/s, steps/s and peak memory of the reference programs and of the hardest shipped
 * scenarios, each in a process of its own. Figures are of this machine; compare them only within one run.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { scenarios } from '../scenarios/catalogue.js';
import type { Scenario } from '../scheduler/scenario.js';
import { Session } from '../scheduler/session.js';
import { OptimalDpor } from '../scheduler/strategies/optimal-dpor.js';
import { casrot, indexer, lastzero, readers } from './programs/classic.js';
import { toyByLock, toyByRange, toyBySlot } from './programs/toy.js';

interface Benchmark {
  readonly scenario: Scenario;
  /** Stop after so many executions. */
  readonly max?: number;
  readonly trackData?: boolean;
}

const shipped = (name: string): Scenario => scenarios.find((scenario) => scenario.name === name)!;

const BENCHMARKS: readonly Benchmark[] = [
  { scenario: toyByLock(3, 2), max: 1_000_000, trackData: false },
  { scenario: toyBySlot(3, 2) },
  { scenario: toyByRange(3, 2) },
  { scenario: lastzero(15) },
  { scenario: readers(13) },
  { scenario: indexer(15) },
  { scenario: casrot(9) },
  { scenario: shipped('purge-with-helpers') },
  { scenario: shipped('zone-free-against-alloc-and-purge') },
];

interface Figures {
  readonly executions: number;
  readonly blocked: number;
  readonly probes: number;
  readonly steps: number;
  readonly seconds: number;
  readonly peakMiB: number;
}

function measure({ scenario, max = Infinity, trackData = true }: Benchmark): Figures {
  const session = new Session(scenario, { trackData });
  const strategy = new OptimalDpor(session);
  let executions = 0;
  let beginning = 0;
  const start = process.hrtime.bigint();
  strategy.explore(() => {
    if (session.beginnings !== beginning) executions = 0;
    beginning = session.beginnings;
    return ++executions < max;
  });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  return { executions, blocked: strategy.blocked, probes: session.probes, steps: session.steps, seconds, peakMiB };
}

const columns = ['program', 'executions', 'blocked', 'probes', 'seconds', 'executions/s', 'steps/s', 'peak MiB'];

function row(name: string, { executions, blocked, probes, steps, seconds, peakMiB }: Figures): string[] {
  const whole = (value: number) => Math.round(value).toLocaleString('en').replaceAll(',', ' ');
  const counts = [executions, blocked, probes].map(whole);
  return [name, ...counts, seconds.toFixed(2), whole(executions / seconds), whole(steps / seconds), whole(peakMiB)];
}

function print(cells: readonly string[]): void {
  const line = cells.map((cell, k) => (k === 0 ? cell.padEnd(36) : cell.padStart(13))).join('');
  process.stdout.write(`${line}\n`);
}

const [only, ...others] = process.argv.slice(2);
if (only?.startsWith('--one=')) {
  const benchmark = BENCHMARKS.find(({ scenario }) => scenario.name === only.slice('--one='.length))!;
  process.stdout.write(JSON.stringify(measure(benchmark)));
} else {
  const names = only === undefined ? [] : [only, ...others];
  print(columns);
  for (const { scenario } of BENCHMARKS) {
    if (names.length > 0 && !names.includes(scenario.name)) continue;
    const child = spawnSync(process.execPath, [fileURLToPath(import.meta.url), `--one=${scenario.name}`]);
    if (child.status !== 0) throw new Error(`${scenario.name}: ${child.stderr}`);
    print(row(scenario.name, JSON.parse(String(child.stdout)) as Figures));
  }
}
