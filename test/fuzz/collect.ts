/** What an exploration of a random program finds, in a form that can be compared. */
import { Session } from '../../scheduler/session.js';
import { TracePrefixes } from '../../scheduler/strategies/trace-prefixes.js';
import { finalState, type Outcomes, renamings } from './final-states.js';
import { type Program, scenarioOf, usesOwnSlots } from './program.js';

/** Above these the oracles give up. */
const MAX_PREFIXES = 3_000;
export const MAX_STATES = 4_000;

/** Groups of interchangeable threads, by name. */
type Groups = readonly (readonly string[])[];

/** What an exploration found; `traces` maps each to the claims that it breaks. */
export interface Exploration extends Outcomes {
  readonly traces: ReadonlyMap<string, string>;
  readonly executions: number;
  readonly isComplete: boolean;
}

/**
 * @param groups traces that differ by an exchange within a group count as one
 * @param ownSlots so many slots, of which slot[k] belongs to thread tk, are exchanged with the threads; 0: none are
 */
export function collect(
  session: Session,
  explore: (onEnd: () => boolean) => boolean,
  {
    most = Infinity,
    groups = [],
    ownSlots = 0,
  }: { readonly most?: number; readonly groups?: Groups; readonly ownSlots?: number } = {},
): Exploration {
  const traces = new Map<string, string>();
  const finals = new Set<string>();
  const broken = new Set<string>();
  let beginning = session.beginnings;
  let executions = 0;
  const isComplete = explore(() => {
    if (session.beginnings !== beginning) {
      beginning = session.beginnings;
      executions = 0;
      for (const each of [traces, finals, broken]) each.clear();
    }
    executions++;
    const claims = session.findings.map(({ claim }) => claim);
    for (const claim of claims) broken.add(claim);
    traces.set(traceOf(session, groups, ownSlots), claims.sort().join());
    finals.add(finalState(session.execution));
    return executions < most;
  });
  return { traces, finals, broken, executions, isComplete };
}

/**
 * By brute force over trace prefixes, in a session of its own: a reduction has to learn by itself which releases are
 * observed, and what the claims read. Null if the program is too large.
 */
export function bruteForce(program: Program, groups: Groups = []): Exploration | null {
  const session = new Session(scenarioOf(program));
  const brute = new TracePrefixes(session);
  const found = collect(session, (onEnd) => brute.explore(onEnd, MAX_PREFIXES), {
    groups,
    ownSlots: ownSlotsOf(program),
  });
  return found.isComplete ? found : null;
}

/** How many slots threads have of their own, as `collect` wants to know. */
export function ownSlotsOf(program: Program): number {
  return usesOwnSlots(program) ? program.threads.length : 0;
}

/**
 * As Path.canonical, by thread name: two sessions may number spawned threads differently. Of all traces that differ by an
 * exchange within a group of interchangeable threads the first.
 */
export function traceOf({ path, execution }: Session, groups: Groups = [], ownSlots = 0): string {
  const { stride, depth, counts, alternative, eventAt } = path;
  const clocks = path.gates === null ? path.clocks : path.raceClocks;
  const present = Array.from({ length: stride }, (_, p) => p).filter((p) => execution.threads[p] !== undefined);
  const forms = renamings(groups).map((renamed) => {
    const name = (p: number) => renamed.get(execution.threads[p]!.name) ?? execution.threads[p]!.name;
    const threads = present.toSorted((a, b) => (name(a) < name(b) ? -1 : 1));
    // Slots are chosen from in the order of their numbers, the last one first.
    const slot = (k: number) => Number((renamed.get(`t${k}`) ?? `t${k}`).slice(1));
    const other = (alternative: number) => ownSlots - 1 - slot(ownSlots - 1 - alternative);
    const parts = threads.map((p) => {
      const events: string[] = [];
      for (let n = 0; n < counts[depth * stride + p]!; n++) {
        const j = eventAt[p]![n]!;
        const chosen = alternative[j]!;
        const said = ownSlots > 0 && path.alternatives[j]!.length > 1 ? other(chosen) : chosen;
        events.push(`${path.choosesThread(j) ? name(chosen - 1) : said}:${threads.map((q) => clocks[j * stride + q])}`);
      }
      return `${name(p)} ${events.join(' ')}`;
    });
    return parts.join('; ');
  });
  return forms.sort()[0]!;
}

/** How many of these are not among the others. */
export function without(all: Iterable<string>, others: { has(each: string): boolean }): number {
  return [...all].filter((each) => !others.has(each)).length;
}
