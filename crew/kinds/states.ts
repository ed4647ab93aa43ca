/** Tasks that search the states of a scenario. */
import { exploreStates, type StateExploration } from '../../scheduler/explore-states.js';
import type { StatesInput } from '../../scheduler/questions.js';
import { sealed, unsealed } from '../../scheduler/sealed.js';
import type { Program } from '../program.js';

/** Plain data. */
export interface StatesTaskInput {
  /** By name. */
  readonly scenario: string;
  readonly states: StatesInput;
  /** Seconds; null: no limit. */
  readonly limit: number | null;
}

/** Until the time is up, or somebody wants no more. */
export function statesTask(
  program: Program,
  { scenario, states, limit }: StatesTaskInput,
  isStopped: () => boolean,
): StateExploration {
  const started = performance.now();
  const isOver = () => isStopped() || (limit !== null && performance.now() - started >= limit * 1000);
  return sealed(() => exploreStates(program.scenario(scenario), { ...states, onProgress: unsealed(() => !isOver()) }));
}
