/** A scenario: a world, the threads that run in it, what is claimed about it, and what we expect to find. */
import type { ScalarId, SharedObject } from './object.js';
import type { Property } from './property.js';
import type { ThreadBody } from './step.js';

/** What can go with others; see `Booted.interchangeable`. */
export type Part = string | ScalarId | SharedObject;

/** What `boot` builds, anew for every execution. */
export interface Booted<W> {
  /** What claims look at. */
  readonly world: W;
  /** The threads by name, in order. Names are words ('cpu0'): integer-like keys would be reordered by the language. */
  readonly threads: Readonly<Record<string, ThreadBody>>;
  /** Threads that may wait for ever without that being a deadlock: workers. */
  readonly daemons?: Readonly<Record<string, ThreadBody>>;
  /**
   * Groups of what is interchangeable: any two members of a group may change places and nobody, no claim either, could
   * tell. A member is a thread, or a list of what goes together: threads, scalars (see `scalarset`), shared objects, in
   * the same order in each. Threads run the same code on the same data; who names one in shared data does so by its
   * ThreadId, and all the rest by ScalarIds, that nobody compares or counts with; who picks one of several takes
   * `chooseFrom`. Tested before it is relied upon.
   */
  readonly interchangeable?: readonly (readonly (string | readonly Part[])[])[];
}

/** What a scenario is expected to give; `mazurka check` compares. */
export interface Expectation {
  /** Whether some claim breaks. */
  readonly verdict: 'holds' | 'violated';
  /** The claim that breaks, or all that do; required with 'violated'. */
  readonly by?: string | readonly string[];
  /** Executions of a complete exploration with optimal DPOR: one per Mazurkiewicz trace. */
  readonly traces?: number;
}

/** A situation to explore. Made by `defineScenario` and, from data, by `allocatorScenario` and `percpuScenario`. */
export interface Scenario<W = unknown> {
  /** Kebab-case, unique. */
  readonly name: string;
  /** One sentence: the question that the scenario asks. */
  readonly question?: string;
  /** The mail, commit, test or page that it comes from. */
  readonly source?: string;
  /** What is to come out. Default: that every claim holds. */
  readonly expect?: Expectation;
  /** What is claimed, besides what the engine always looks for. */
  readonly properties?: readonly Property<W>[];
  /** Executions that have broken a claim: they are followed first, as far as they still fit. See kept.ts. */
  readonly schedules?: readonly string[];
  /** Most events in one execution; more is reported as a violation (a loop?). Default 10 000. */
  readonly stepBound?: number;
  /** Builds everything anew: called once for each execution, and must do the same each time. */
  boot(): Booted<W>;
}

/** Identity, for type inference: `export const s = defineScenario({...})`. */
export function defineScenario<W>(scenario: Scenario<W>): Scenario<W> {
  return scenario;
}
