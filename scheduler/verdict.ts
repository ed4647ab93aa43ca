/** What an exploration found. The same input gives the same verdict, to the bit. */
import type { LockUse } from './detectors/contention.js';
import type { Counterexample } from './failures.js';
import type { Property } from './property.js';
import type { Scenario } from './scenario.js';
import type { Session } from './session.js';
import type { SamplerName } from './strategies/samplers.js';

/** Of an exploration of traces. */
export interface TraceCounts {
  /** How traces were explored. */
  readonly strategy: 'traces' | 'source' | 'preemptions' | 'delays';
  /** Complete executions: one per Mazurkiewicz trace. */
  readonly executions: number;
  /** Executions that broke a claim. */
  readonly violating: number;
  /** Executions that the reduction started in vain; only source DPOR has any. */
  readonly blocked: number;
  /** Events performed, re-runs and probes included. */
  readonly events: number;
  /** Extra runs to learn what a step touches somewhere else. */
  readonly probes: number;
  /** Events of the longest execution. */
  readonly longest: number;
  /** Of `preemptions` and `delays`: how many of the traces need at most 0, 1, 2, ... of them. */
  readonly levels?: readonly number[];
}

/** Of a search over states. */
export interface StateCounts {
  /** States were searched. */
  readonly strategy: 'states';
  /** Distinct states; with symmetry, one for each orbit. */
  readonly states: number;
  /** Events between them. */
  readonly transitions: number;
  /** States in which nobody could go on. */
  readonly finals: number;
  /** Transitions and final states in which a claim broke. */
  readonly violating: number;
  /** Events of the longest path looked at; breadth-first: of the longest of the shortest paths. */
  readonly depth: number;
  /** Executions begun to see for real what an event does. */
  readonly executions: number;
  /** Events performed in them. */
  readonly events: number;
  /** Probability that a state was left out; 0 if the store is exact. */
  readonly omission: number;
  /** Bytes of the store of states. */
  readonly bytes: number;
}

/** Of a campaign of random executions. */
export interface RandomCounts {
  /** Executions were drawn at random. */
  readonly strategy: 'random';
  /** Who drew them. */
  readonly sampler: SamplerName;
  /** From which they can be drawn again. */
  readonly seed: string;
  /** How many were run. */
  readonly executions: number;
  /** Executions that broke a claim. */
  readonly violating: number;
  /** Distinct Mazurkiewicz traces, by a hash of 64 bits: at most too low. */
  readonly traces: number;
  /** Events performed. */
  readonly events: number;
  /** Events of the longest execution. */
  readonly longest: number;
  /** Threads, daemons and spawned ones included. */
  readonly threads: number;
  /** What PCT's bound says; null if PCT was not used. */
  readonly pct: PctCounts | null;
}

/** What PCT proves about what it did not find. */
export interface PctCounts {
  /** Executions that count: with change points drawn from all `longest` events of the longest execution of the campaign. */
  readonly executions: number;
  /**
   * Largest probability with which a bug of depth 1, 2 and 3 would have survived them, if no execution whatever has more
   * threads or events than those of the campaign had, and if the bug needs no particular outcome of a choice.
   */
  readonly survival: readonly [number, number, number];
}

/** How much was done, by strategy. */
export type Counts = TraceCounts | StateCounts | RandomCounts;

/** What an exploration found. The same input gives the same verdict, to the bit. */
export interface Verdict {
  /** The scenario's name. */
  readonly scenario: string;
  /**
   * `holds`: in every execution. `holds within`: in all that were looked at, see `reason`. `vacuous`: nothing broke,
   * but something that had to happen never did. `inconclusive`: see `reason`.
   */
  readonly outcome: 'holds' | 'holds within' | 'violated' | 'vacuous' | 'inconclusive';
  /** Why it is no plain yes or no, and what to do; null if there is nothing to say. */
  readonly reason: string | null;
  /** Why this strategy: said where it was chosen automatically. */
  readonly choice: string | null;
  /** What the paranoid mode compared; present if that was asked for and traces were explored. */
  readonly checked?: string;
  /** How `always` and `sometimes` claims were checked; present if not by keeping in order what they read. */
  readonly claims?: string;
  /** How much was explored. */
  readonly counts: Counts;
  /** Broken claims and how often each was found: executions, or transitions and final states. */
  readonly broken: Readonly<Record<string, number>>;
  /** The smallest; of a claim that was expected to break, if one did. See Failures. */
  readonly counterexample: Counterexample | null;
  /** One for each broken claim, the first that was found; present if explored briefly. */
  readonly counterexamples?: readonly Counterexample[];
  /** Every lock that was taken, by name; present if that was asked for. Over all traces, if the exploration is complete. */
  readonly locks?: readonly LockUse[];
  /** Null if the scenario expects nothing; else what differs from the expectation, '' if nothing does. */
  readonly unexpected: string | null;
}

/** True if everything was explored that the strategy would explore: no limit stopped it, nor what it found. */
export function isComplete({ outcome, reason }: Pick<Verdict, 'outcome' | 'reason'>): boolean {
  return outcome === 'holds' || outcome === 'vacuous' || (outcome === 'violated' && reason === null);
}

/** The scenario, of which it is asked how it breaks this claim: see Verdict.counterexample. */
export function expecting(scenario: Scenario, claim: string): Scenario {
  return { ...scenario, expect: { verdict: 'violated', by: claim } };
}

/** Claims that the scenario expects to break. */
export function expectedClaims(scenario: Scenario): readonly string[] {
  const by = scenario.expect?.by;
  return by === undefined ? [] : typeof by === 'string' ? [by] : by;
}

/**
 * What a complete exploration in which nothing broke is worth: vacuous if something that had to be reached was not, or if
 * no claim was about any state that occurred; and what was never seen.
 * @param unreached `sometimes` claims whose state was not reached
 * @param applied claims with a trigger that fired
 */
export function vacuity(
  { properties = [] }: Scenario,
  unreached: readonly Property[],
  applied: ReadonlySet<Property>,
): Pick<Verdict, 'outcome' | 'reason'> {
  const claims = properties.filter(({ mode }) => mode !== 'sometimes');
  const silent = claims.filter((property) => property.trigger !== undefined && !applied.has(property));
  const said = [...list('never reached', unreached), ...list('never applied', silent)];
  const isVacuous = unreached.length > 0 || (silent.length > 0 && silent.length === claims.length);
  return { outcome: isVacuous ? 'vacuous' : 'holds', reason: said.length === 0 ? null : said.join('; ') };
}

/** Loops of which not all rounds were looked at, each as a sentence, and what makes that exact. */
export function cutLoops({ cut }: Session): string[] {
  return [...cut].sort().map((loop) => `${loop}; declareLocalState at its head makes that exact`);
}

/** The same verdict if nothing was left out; with loops that were cut short it is one within that bound. */
export function cutShort(
  session: Session,
  { outcome, reason }: Pick<Verdict, 'outcome' | 'reason'>,
): Pick<Verdict, 'outcome' | 'reason'> {
  const cut = cutLoops(session);
  if (cut.length === 0) return { outcome, reason };
  return {
    outcome: outcome === 'holds' ? 'holds within' : outcome,
    reason: [...(reason === null ? [] : [reason]), ...cut].join('; '),
  };
}

function list(what: string, properties: readonly Property[]): string[] {
  return properties.length === 0 ? [] : [`${what}: ${properties.map(({ name }) => name).join(', ')}`];
}

/** What of the verdict differs from what the scenario expects; null if it expects nothing. */
export function unexpected(
  scenario: Scenario,
  { outcome, broken, counts }: Pick<Verdict, 'outcome' | 'broken' | 'counts'>,
  complete: boolean,
): string | null {
  const { expect } = scenario;
  if (expect === undefined) return null;
  const differences: string[] = [];
  if (outcome !== expect.verdict) differences.push(`expected ${expect.verdict}, found ${outcome}`);
  const claims = Object.keys(broken).sort().join(', ');
  const expected = [...expectedClaims(scenario)].sort().join(', ');
  if (expect.verdict === 'violated' && claims !== expected)
    differences.push(`expected these claims to break: ${expected}; broken: ${claims || 'none'}`);
  if (complete && counts.strategy !== 'states' && expect.traces !== undefined && expect.traces !== counts.executions)
    differences.push(`expected ${expect.traces} traces, found ${counts.executions}`);
  return differences.join('; ');
}
