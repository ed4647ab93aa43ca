/**
 * `npm run estimates`: how good the estimated number of traces is when a tenth of an exploration is done, on the reference
 * programs, to docs/ESTIMATES.md. Counts and fixed seeds only, so that it is the same everywhere.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Estimate, rounded } from '../scheduler/estimate/estimate.js';
import { TraceEstimator } from '../scheduler/estimate/trace-estimator.js';
import type { Scenario } from '../scheduler/scenario.js';
import { Session } from '../scheduler/session.js';
import { OptimalDpor } from '../scheduler/strategies/optimal-dpor.js';
import { HARDEST, shipped } from './cases.js';
import * as classic from './programs/classic.js';
import { range } from './programs/program.js';
import * as published from './programs/published.js';
import { toyByRange, toyBySlot } from './programs/toy.js';
import { lockedIncrements } from './programs/waiting.js';

const SHARE = 0.1;
/** A good estimate is at most so many times too large or too small. */
const GOOD = 2;
const SEEDS = range(10).map((k) => `seed ${k}`);

/** The reference programs with 30 to some 20 000 traces. */
export const REFERENCE: readonly Scenario[] = [
  ...range(9, 5).map(classic.readers),
  ...range(8, 5).map(classic.lastzero),
  ...range(3, 13).map(classic.indexer),
  ...range(2, 18).map(classic.filesystem),
  ...range(3, 5).map((n) => classic.atomicIncrements(n, 1)),
  ...range(2, 3).map((n) => classic.atomicIncrements(n, 2)),
  ...range(2, 3).map((n) => classic.atomicIncrements(n, 3)),
  ...range(2, 3).map(classic.increments),
  ...range(5, 5).map(classic.casrot),
  ...range(2, 3).map(classic.casw),
  ...range(6, 4).map(classic.wcas),
  ...range(3, 5).map((n) => lockedIncrements(n, 'always')),
  classic.writers(6),
  ...range(2, 2).map(classic.redundantCoherence),
  ...range(2, 2).map(published.coa),
  published.eratosthenes(5),
  published.publish(41),
];

/** The toy allocator: not among the published programs, but nearer to what is explored here. */
export const TOYS: readonly Scenario[] = [toyBySlot(3, 1), toyBySlot(4, 1), toyByRange(4, 1), toyByRange(3, 2)];

/** Long executions, most of whose events commute. */
export const SHIPPED: readonly Scenario[] = HARDEST.map(shipped);

export interface Comparison {
  readonly name: string;
  readonly traces: number;
  readonly estimate: Estimate;
  /** How many times it is too large or too small. */
  readonly factor: number;
  /** The part of the seeds with which the estimate is good, in [0, 1]. */
  readonly good: number;
  /** The part of the seeds with which the band holds the true number. */
  readonly held: number;
}

/** The estimate that is shown when so many events are done as make up a tenth of the exploration. */
export function compareEstimate(program: Scenario, seeds: readonly string[] = SEEDS): Comparison {
  const session = new Session(program);
  const dpor = new OptimalDpor(session);
  let done: { readonly events: number; readonly online: number }[] = [];
  let beginning = 0;
  dpor.explore(() => {
    if (session.beginnings !== beginning) done = [];
    beginning = session.beginnings;
    done.push({ events: session.steps, online: (done.length + 1) / dpor.coverage });
    return true;
  });
  const traces = done.length;
  const events = SHARE * session.steps;
  const executions = Math.max(1, done.filter((each) => each.events <= events).length);
  const { online } = done[executions - 1]!;
  const factorOf = (found: Estimate) => Math.max(found.traces / traces, traces / found.traces);
  const withSeed = (seed?: string) => new TraceEstimator(program, {}, seed).after(executions, events, online);
  const estimate = withSeed();
  const others = seeds.map(withSeed);
  const part = (is: (found: Estimate) => boolean) => others.filter(is).length / others.length;
  return {
    name: program.name,
    traces,
    estimate,
    factor: factorOf(estimate),
    good: part((found) => factorOf(found) <= GOOD),
    held: part(({ low, high }) => low <= traces && traces <= high),
  };
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Its line of the table. */
export function comparisonLine({ name, traces, estimate, factor, good }: Comparison): string {
  const { online, probed, low, high } = estimate;
  const said = [online, probed, estimate.traces].map((each) => (each === null ? '-' : rounded(each, 2)));
  const shown = factor > GOOD ? `**${factor.toFixed(2)}**` : factor.toFixed(2);
  const band = `${rounded(low, 2)} to ${rounded(high, 2)}`;
  return row([name, rounded(traces, 9), ...said, band, shown, `${Math.round(100 * good)} %`]);
}

function table(comparisons: readonly Comparison[]): string {
  const head = ['program', 'traces', 'explored part', 'probes', 'estimate', '90 %', 'factor', 'good seeds'];
  return [row(head), row(head.map((_, k) => (k === 0 ? '---' : '---:'))), ...comparisons.map(comparisonLine)].join(
    '\n',
  );
}

function summary(rows: readonly Comparison[]): string {
  const good = rows.filter(({ factor }) => factor <= GOOD).length;
  const percent = (of: (each: Comparison) => number) =>
    `${Math.round((100 * rows.reduce((sum, each) => sum + of(each), 0)) / rows.length)} %`;
  return `${good} of ${rows.length} within a factor of ${GOOD}; with the other seeds ${percent(({ good }) => good)}. There the band holds the number in ${percent(({ held }) => held)}.`;
}

/** The document. */
function estimatesMarkdown(): string {
  const [reference, toys, hardest] = [REFERENCE, TOYS, SHIPPED].map((programs) =>
    programs.map((each) => compareEstimate(each)),
  );
  return `# Estimates of the number of traces

Written by \`npm run estimates\`; the same on every machine. What is estimated after a tenth of an exploration's events, by the
explored part of the tree, by random probes (as many events as explored at most) and from both, against the number found in
the end; how, is said in decision 22. *Factor*: how many times too large or too small the estimate is, with the seed that
the tool uses. *Good seeds*: how many of ${SEEDS.length} other seeds give at most ${GOOD}.

## The reference programs with 30 to some 20 000 traces

${summary(reference!)}

${table(reference!)}

## The toy allocator

${summary(toys!)}

${table(toys!)}

## The hardest shipped scenarios

${summary(hardest!)}

${table(hardest!)}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync('docs/ESTIMATES.md', estimatesMarkdown());
