/** Which scenarios a command line means: names, beginnings of names, files. The shipped ones are loaded if one of them is meant. */

import { isFile, loadScenarios } from '../program/load.js';
import { UsageError } from '../program/usage-error.js';
import type { Scenario } from '../scheduler/scenario.js';
import { didYouMean } from './near.js';

export interface Selected {
  readonly scenario: Scenario;
  /** The user's file that it comes from; null for a shipped one. */
  readonly file: string | null;
}

/** All shipped scenarios if nothing is asked for. Throws UsageError, with suggestions, for what fits nothing. */
export async function select(wanted: readonly string[], transpileOnly: boolean): Promise<readonly Selected[]> {
  if (wanted.length === 0) return (await shipped()).map((scenario) => ({ scenario, file: null }));
  const found = new Map<Scenario, string | null>();
  for (const each of wanted) {
    if (isFile(each)) {
      for (const scenario of await loadScenarios(each, transpileOnly)) found.set(scenario, each);
      continue;
    }
    const scenarios = await shipped();
    const exact = scenarios.filter(({ name }) => name === each);
    const fitting = exact.length > 0 ? exact : scenarios.filter(({ name }) => name.startsWith(each));
    if (fitting.length === 0) throw new UsageError(unknown(each, scenarios));
    for (const scenario of fitting) found.set(scenario, null);
  }
  return [...found].map(([scenario, file]) => ({ scenario, file }));
}

/** The one scenario of this name, among those of the file if one is given. */
export async function selectOne(name: string, file: string | undefined, transpileOnly: boolean): Promise<Scenario> {
  const among = file === undefined ? await shipped() : await loadScenarios(file, transpileOnly);
  const found =
    among.find((scenario) => scenario.name === name) ?? (file === undefined ? await genericNamed(name) : undefined);
  if (found !== undefined) return found;
  if (file !== undefined)
    throw new UsageError(`${file} has no scenario "${name}"; it has ${among.map((each) => each.name).join(', ')}`);
  throw new UsageError(`${unknown(name, among)} A scenario of your own needs --file.`);
}

/** A scenario of the matrix that is not shipped by name. */
async function genericNamed(name: string): Promise<Scenario | undefined> {
  return (await import('../scenarios/designs.js')).genericScenario(name);
}

async function shipped(): Promise<readonly Scenario[]> {
  return (await import('../scenarios/catalogue.js')).scenarios;
}

function unknown(name: string, scenarios: readonly Scenario[]): string {
  const hint = didYouMean(
    name,
    scenarios.map((scenario) => scenario.name),
  );
  return `there is no scenario "${name}".${hint} "mazurka list" shows all.`;
}
