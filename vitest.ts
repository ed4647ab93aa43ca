/**
 * `import 'mazurka/vitest'` in a test, or in one of vitest's `setupFiles`: then `expect` knows `toHold`, `toBeViolated` and
 * `toHaveTraces`. They explore at once, within the test's own time: give long scenarios a `testTimeout` that fits them.
 * @module mazurka/vitest
 */
import { expect, type MatcherState } from 'vitest';
import { briefExplanation, smallestLines } from './cli/surprise.js';
import { scenarioFault } from './program/check-scenario.js';
import { failureText } from './report/checked.js';
import type { Paint } from './report/paint.js';
import { count, type TraceTextOptions } from './report/trace-text.js';
import { verdictLine } from './report/verdict-text.js';
import { explore } from './scheduler/explore.js';
import type { ExploreOptions } from './scheduler/explore-options.js';
import type { Counterexample } from './scheduler/failures.js';
import { keptVerdict } from './scheduler/kept.js';
import type { Scenario } from './scheduler/scenario.js';
import { type Smallest, smallestCounterexample } from './scheduler/smallest.js';
import { expectedClaims, isComplete, type TraceCounts, unexpected } from './scheduler/verdict.js';

/** How a scenario is explored, and what is enough of a proof. */
export interface MatcherOptions extends ExploreOptions {
  /** Take for an answer what a limit or sampling has left unproven. Default false. */
  readonly within?: boolean;
}

/** Options of `toHold`. */
export interface HoldOptions extends MatcherOptions {
  /**
   * A failure also says what it comes down to: the smallest workload, or the fewest preemptions. That may take longer than
   * the exploration; turn it off where a failure is one of many, as inside of `fc.assert`. Default true.
   */
  readonly minimise?: boolean;
}

/** Options of `toBeViolated`: what is expected of the violation. */
export interface ViolationOptions extends MatcherOptions {
  /** The claim that breaks, or all that do: these and no others. Default: any. */
  readonly by?: string | readonly string[];
  /** Of the smallest counterexample, and proven: no execution with fewer preemptions breaks any of the claims that break. */
  readonly preemptions?: number;
  /** Executions of a complete exploration by traces: one per Mazurkiewicz trace. */
  readonly traces?: number;
}

/** What a matcher is given: its options if `T` is a scenario, or a promise of one for `resolves`; else nothing that there is. */
type Given<T, Options extends readonly unknown[]> = [Awaited<T>] extends [Scenario]
  ? Options
  : [expectTakesAScenario: never];

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: interfaces merge only if they are declared alike
  interface Matchers<T = any> {
    /**
     * Every claim holds in every interleaving. Follows the executions that the scenario keeps, then explores; what the scenario
     * itself expects plays no part. A result within a limit, a vacuous and an inconclusive one fail. A failure shows what
     * `mazurka check` shows. `.not` is refused: say `toBeViolated`.
     * @example expect(scenario).toHold()
     */
    toHold(...options: Given<T, [options?: HoldOptions]>): void;
    /**
     * Some interleaving breaks a claim; if it is said, exactly these claims and with so few preemptions. `.not` is refused:
     * say `toHold`.
     * @example expect(scenario).toBeViolated({ by: 'I-FILL', preemptions: 1 })
     */
    toBeViolated(...options: Given<T, [expected?: ViolationOptions]>): void;
    /**
     * There are so many Mazurkiewicz traces, all of them explored; whether claims hold is not asked. `.not` is refused.
     * @example expect(scenario).toHaveTraces(8)
     */
    toHaveTraces(...count: Given<T, [count: number]>): void;
  }
}

interface Result {
  readonly pass: boolean;
  readonly message: () => string;
  readonly expected?: unknown;
  readonly actual?: unknown;
}

expect.extend({
  toHold(received: unknown, { within = false, minimise = true, ...how }: HoldOptions = {}): Result {
    const scenario = { ...scenarioOf(received, 'toHold', this), expect: { verdict: 'holds' as const } };
    const verdict = keptVerdict(scenario) ?? explore(scenario, how);
    const isBounded = verdict.outcome === 'holds within';
    const style = styleOf(this);
    return {
      pass: verdict.outcome === 'holds' || (isBounded && within),
      message: () =>
        [
          verdictLine(verdict, null, style.paint),
          ...(isBounded ? ['      no proof: leave out the limit, or take it for enough with { within: true }'] : []),
          ...failureLines(scenario, verdict.counterexample, style, minimise),
        ].join('\n'),
    };
  },

  toBeViolated(received: unknown, options: ViolationOptions = {}): Result {
    const given = scenarioOf(received, 'toBeViolated', this);
    const { within = false, by, preemptions, traces, ...how } = checked(options);
    const verdict = explore(
      { ...given, expect: { verdict: 'violated', by: by ?? expectedClaims(given) } },
      traces === undefined ? how : { strategy: 'traces', ...how },
    );
    const isViolated = verdict.outcome === 'violated';
    const isAll = isComplete(verdict);
    const broken = Object.keys(verdict.broken).sort();
    const expected = { verdict: 'violated', by: by ?? broken, ...(traces === undefined ? {} : { traces }) } as const;
    const scenario: Scenario = { ...given, expect: expected };
    const asked = isViolated ? preemptions : undefined;
    const smallest = asked === undefined ? null : fewestPreemptions(scenario, broken);
    const isOpen = isViolated && !isAll && (traces !== undefined || (by !== undefined && !within));
    const differences = [
      unexpected(scenario, verdict, isAll),
      isOpen
        ? `not everything was explored, so ${traces === undefined ? 'more claims may break' : 'there may be more traces'}`
        : '',
      asked === undefined ? '' : preemptionsDifference(asked, smallest),
    ].filter((text) => text !== '');
    const style = styleOf(this);
    const surplus = broken.find((claim) => !expectedClaims(scenario).includes(claim));
    const shown = () =>
      (surplus === undefined ? smallest : smallestCounterexample(scenario, surplus))?.counterexample ??
      verdict.counterexample;
    return {
      pass: differences.length === 0,
      message: () =>
        [
          verdictLine({ ...verdict, unexpected: differences.join('; ') }, null, style.paint),
          ...failureLines(scenario, shown(), style, false),
        ].join('\n'),
    };
  },

  toHaveTraces(received: unknown, traces: number): Result {
    const scenario = scenarioOf(received, 'toHaveTraces', this);
    atLeast(1, 'toHaveTraces', traces);
    const verdict = explore(scenario, { strategy: 'traces', brief: true });
    const { executions } = verdict.counts as TraceCounts;
    const isAll = isComplete(verdict);
    return {
      pass: isAll && executions === traces,
      message: () =>
        isAll
          ? `${scenario.name}: expected ${count(traces, 'trace')}, found ${executions}`
          : `${scenario.name}: expected ${count(traces, 'trace')}, but not all can be explored: ${verdict.reason}`,
      ...(isAll ? { expected: traces, actual: executions } : {}),
    };
  },
});

type Matcher = 'toHold' | 'toBeViolated' | 'toHaveTraces';

/** What to write instead of `.not`: what is neither proven nor broken would pass it. */
const INSTEAD: Readonly<Record<Matcher, string>> = {
  toHold: 'write toBeViolated()',
  toBeViolated: 'write toHold()',
  toHaveTraces: 'write how many there are',
};

/** Throws TypeError for what is no scenario, and for `.not`. */
function scenarioOf(received: unknown, matcher: Matcher, { isNot }: MatcherState): Scenario {
  if (isNot) throw new TypeError(`.not.${matcher}() would pass what nobody has proven: ${INSTEAD[matcher]}`);
  const fault = typeof received === 'object' && received !== null ? objectFault(received) : `found ${String(received)}`;
  if (fault === null) return received as Scenario;
  throw new TypeError(
    `${matcher}() is about a scenario, as defineScenario({ name, boot() { ... } }), allocatorScenario({ ... }) and ` +
      `subject.scenario(name, workload) make it; ${fault}`,
  );
}

function objectFault(received: object): string | null {
  if (received instanceof Promise) return 'found a promise: await it first';
  if ('outcome' in received && 'counts' in received) return 'found a verdict: leave the exploring to the matcher';
  if ('scenario' in received && 'claims' in received) return 'found a subject: put a workload to it';
  return scenarioFault(received);
}

/** The options, if they can be met. Throws RangeError, naming the one that cannot. */
function checked(options: ViolationOptions): ViolationOptions {
  const { by, preemptions, traces, strategy } = options;
  if (by?.length === 0) throw new RangeError('toBeViolated: by names no claim; leave it out if any will do');
  if (preemptions !== undefined) atLeast(0, 'toBeViolated: preemptions', preemptions);
  if (traces !== undefined) atLeast(1, 'toBeViolated: traces', traces);
  if (traces !== undefined && strategy !== undefined && strategy !== 'traces' && strategy !== 'source')
    throw new RangeError(`toBeViolated: traces are counted by the strategy traces or source; found ${strategy}`);
  return options;
}

function atLeast(least: number, what: string, found: unknown): void {
  if (!Number.isInteger(found) || (found as number) < least)
    throw new RangeError(`${what}: found ${String(found)}, expected a whole number, ${least} or more`);
}

/** The smallest counterexample of any of the claims; null if that of one of them is not known. */
function fewestPreemptions(scenario: Scenario, claims: readonly string[]): Smallest | null {
  let best: Smallest | null = null;
  for (const claim of claims) {
    const found = smallestCounterexample(scenario, claim);
    if (!found?.fewestPreemptions) return null;
    if (best === null || found.counterexample.preemptions < best.counterexample.preemptions) best = found;
  }
  return best;
}

function preemptionsDifference(expected: number, smallest: Smallest | null): string {
  if (smallest === null) return 'how few preemptions are enough is not known: there are too many traces';
  const { preemptions } = smallest.counterexample;
  if (preemptions === expected) return '';
  return `expected a smallest counterexample with ${count(expected, 'preemption')}, found one with ${preemptions} (proven)`;
}

/** As vitest writes: in colour if it does. */
function styleOf({ utils }: MatcherState): TraceTextOptions & { readonly paint: Paint } {
  const { BOLD_WEIGHT: bold, DIM_COLOR: dim, RECEIVED_COLOR: red, EXPECTED_COLOR: green } = utils;
  return { paint: { bold, dim, red, green, yellow: bold, cyan: bold }, file: 'FILE' };
}

/** What the command shows of a violation, and how to see it again; nothing if there is none. */
function failureLines(
  scenario: Scenario,
  counterexample: Counterexample | null,
  style: TraceTextOptions,
  minimise: boolean,
): string[] {
  if (counterexample === null) return [];
  return [
    '',
    failureText(counterexample, briefExplanation(scenario, counterexample), style),
    '',
    ...(minimise ? smallestLines(scenario, counterexample, style) : []),
    'FILE is the module that exports the scenario; for a shipped one leave out --file FILE',
  ];
}
