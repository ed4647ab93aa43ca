/** Tasks that explore a whole scenario. */
import { explore } from '../../scheduler/explore.js';
import type { ExploreOptions, Progress } from '../../scheduler/explore-options.js';
import { keptVerdict } from '../../scheduler/kept.js';
import type { Scenario } from '../../scheduler/scenario.js';
import type { Verdict } from '../../scheduler/verdict.js';
import type { Program } from '../program.js';

/** What is asked. Plain data. */
export interface ExploreInput {
  /** By name. */
  readonly scenario: string;
  readonly options: ExploreOptions;
  /** Seconds; null: no limit. */
  readonly limit: number | null;
}

export interface Explored {
  readonly verdict: Verdict;
  /** Wall time. */
  readonly seconds: number;
  /** Before it was through, by the limit or from outside. */
  readonly isStopped: boolean;
}

export function exploreTask(program: Program, input: ExploreInput, isStopped: () => boolean): Explored {
  return exploreFor(program.scenario(input.scenario), input.options, input.limit ?? Infinity, isStopped);
}

/** Executions or states between two looks at the clock. */
export const LOOK_EVERY = 100;

/**
 * The executions that the scenario keeps, then all, until the time is up.
 * @param limit seconds
 * @param isStopped asked now and then
 * @param onProgress called now and then. @param isLast the exploration stops now
 */
export function exploreFor(
  scenario: Scenario,
  options: ExploreOptions,
  limit: number,
  isStopped: () => boolean,
  onProgress?: (progress: Progress, isLast: boolean) => void,
): Explored {
  const started = process.hrtime.bigint();
  const seconds = () => Number(process.hrtime.bigint() - started) / 1e9;
  let isLast = false;
  const verdict =
    keptVerdict(scenario) ??
    explore(scenario, {
      ...options,
      progressEvery: LOOK_EVERY,
      onProgress(now) {
        isLast = seconds() >= limit || isStopped();
        onProgress?.(now, isLast);
        return !isLast;
      },
    });
  return { verdict, seconds: seconds(), isStopped: isLast };
}
