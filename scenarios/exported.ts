/** The scenarios among what a module exports. */
import type { Scenario } from '../scheduler/scenario.js';

/** True for what is meant to be a scenario; whether it is one has still to be checked. */
export function looksLikeScenario(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && 'boot' in value;
}

/** The one of that name, exported alone or in an array. Throws RangeError if there is none. */
export function exportedScenario(exported: Readonly<Record<string, unknown>>, name: string): Scenario {
  const found = Object.values(exported)
    .flat()
    .find((value) => looksLikeScenario(value) && value.name === name);
  if (found === undefined) throw new RangeError(`there is no scenario "${name}"`);
  return found as Scenario;
}
