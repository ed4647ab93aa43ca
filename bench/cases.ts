/** What is measured. Each case is explored in a process of its own. */
import { CpuZone2023 } from '../model/designs/cpu-zone-2023.js';
import { VmapNode2023 } from '../model/designs/vmap-node-2023.js';
import { scenarios } from '../scenarios/catalogue.js';
import { NODE_CLAIMS, ZONE_CLAIMS } from '../scenarios/claims.js';
import type { Scenario } from '../scheduler/scenario.js';
import { Session } from '../scheduler/session.js';
import { OptimalDpor } from '../scheduler/strategies/optimal-dpor.js';
import { StateSearch } from '../scheduler/strategies/state-search.js';
import { casrot, indexer, lastzero, readers } from './programs/classic.js';
import { toyByLock, toyByRange, toyBySlot } from './programs/toy.js';
import { allocFreePurge } from './programs/workloads.js';

export interface Case {
  readonly name: string;
  readonly scenario: Scenario;
  readonly strategy: 'traces' | 'states';
  /** Stop after this many executions. */
  readonly max?: number;
  readonly trackData?: boolean;
  readonly fuse?: boolean;
  readonly symmetry?: boolean;
  readonly order?: 'breadth-first' | 'depth-first';
}

export interface Figures {
  /** Traces or states. */
  readonly explored: number;
  /** Events performed, for traces; transitions, for states. */
  readonly steps: number;
  /** Events performed for real, re-runs included. */
  readonly realEvents: number;
  readonly broken: readonly string[];
  readonly complete: boolean;
  /** Of the exploration alone. */
  readonly seconds: number;
  readonly peakMiB: number;
}

/** The shipped scenario of that name. */
export const shipped = (name: string): Scenario => scenarios.find((scenario) => scenario.name === name)!;
const traces = (scenario: Scenario, more: Partial<Case> = {}): Case => ({
  name: scenario.name,
  scenario,
  strategy: 'traces',
  ...more,
});
const states = (scenario: Scenario, more: Partial<Case> = {}): Case => ({
  name: scenario.name,
  scenario,
  strategy: 'states',
  ...more,
});

/** Reference programs, by traces. */
export const TRACES: readonly Case[] = [
  traces(toyByLock(3, 2), { max: 1_000_000, trackData: false }),
  traces(toyBySlot(3, 2)),
  traces(toyByRange(3, 2)),
  traces(lastzero(15)),
  traces(readers(13)),
  traces(indexer(15)),
  traces(casrot(9)),
];

export interface ToyCase {
  readonly threads: number;
  readonly rounds: number;
  /** False: sections in one step. True: the lock (with its section) and the unlock are steps. */
  readonly fine: boolean;
}

/** The toy against other model checkers. */
export const TOY: readonly ToyCase[] = [
  { threads: 4, rounds: 2, fine: false },
  { threads: 5, rounds: 2, fine: false },
  { threads: 6, rounds: 1, fine: false },
  { threads: 6, rounds: 2, fine: false },
  { threads: 5, rounds: 3, fine: false },
  { threads: 4, rounds: 2, fine: true },
  { threads: 5, rounds: 1, fine: true },
];

export function toyCase({ threads, rounds, fine }: ToyCase, symmetry: boolean): Case {
  const scenario = toyByRange(threads, rounds);
  const name = `toy-${threads}-${rounds}${fine ? '-fine' : ''}${symmetry ? '-orbits' : ''}`;
  return states(scenario, { name, fuse: !fine, symmetry });
}

/** The hardest shipped scenarios of each design. */
export const HARDEST: readonly string[] = [
  'purge-with-helpers',
  'alloc-free-purge-mix',
  'purge-helper-against-drain',
  'zone-free-against-alloc-and-purge',
];

const NODE = {
  name: 'vmap-node-2023',
  design: VmapNode2023,
  parameters: { cpus: 1, nodeSize: 8, window: 32 },
  claims: NODE_CLAIMS,
};
const ZONE = {
  name: 'cpu-zone-2023',
  design: CpuZone2023,
  parameters: { cpus: 1, cvzSize: 8, window: 32 },
  claims: ZONE_CLAIMS,
};
const SHAPES: readonly (readonly [threads: number, rounds: number])[] = [
  [2, 1],
  [2, 2],
  [2, 3],
  [3, 1],
  [4, 1],
  [5, 1],
];

/** Growing workloads of both designs. */
export const WORKLOADS: readonly Scenario[] = [NODE, ZONE].flatMap((design) =>
  SHAPES.map(([threads, rounds]) => allocFreePurge<object>(design, threads, rounds)),
);

/** Every case, by name: what a child process is asked for. */
export const CASES: readonly Case[] = [
  ...TRACES,
  ...TOY.flatMap((toy) => [toyCase(toy, false), toyCase(toy, true)]),
  ...[...HARDEST.map(shipped), ...WORKLOADS].flatMap((scenario) => [
    traces(scenario, { name: `${scenario.name} by traces` }),
    states(scenario, { name: `${scenario.name} by states` }),
  ]),
];

export function measure(each: Case): Figures {
  const { scenario, strategy, max = Infinity, trackData = true, fuse = true, symmetry = true } = each;
  const session = new Session(scenario, { trackData, fuse });
  const started = process.hrtime.bigint();
  let found: Omit<Figures, 'seconds' | 'peakMiB'>;
  if (strategy === 'traces') {
    const dpor = new OptimalDpor(session);
    let executions = 0;
    let beginning = 0;
    const broken = new Set<string>();
    const complete = dpor.explore(() => {
      if (session.beginnings !== beginning) {
        executions = 0;
        broken.clear();
      }
      beginning = session.beginnings;
      for (const { claim } of session.findings) broken.add(claim);
      return ++executions < max;
    });
    found = { explored: executions, steps: session.steps, realEvents: session.steps, broken: [...broken], complete };
  } else {
    const search = new StateSearch(session, { symmetry, order: each.order ?? 'breadth-first' });
    const complete = search.explore(() => true);
    const { store, transitions, space, findings } = search;
    const broken = [...findings.keys()];
    found = { explored: store.count, steps: transitions, realEvents: space.realEvents, broken, complete };
  }
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  return { ...found, seconds, peakMiB: process.resourceUsage().maxRSS / 1024 };
}
