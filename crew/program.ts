/** The program that tasks are about: loaded once in each thread. */
import { join } from 'node:path';
import { loadScenarios } from '../program/load.js';
import { digest } from '../program/program-hash.js';
import { UsageError } from '../program/usage-error.js';
import { isMade, type Subject, subjectOf } from '../scenarios/subject.js';
import type { Scenario } from '../scheduler/scenario.js';
import type { ProgramRef, UserProgram } from './task.js';

/** The scenarios and designs of a program, by name. Throws RangeError for what is not there. */
export interface Program {
  scenario(name: string): Scenario;
  subject(name: string): Subject;
}

const loaded = new Map<string, Promise<Program>>();

/** Without type check: whoever made the task has done it. */
export function load({ user }: ProgramRef): Promise<Program> {
  const key = JSON.stringify(user);
  const known = loaded.get(key);
  if (known !== undefined) return known;
  const program = user === null ? shipped() : usersOwn(user);
  loaded.set(key, program);
  return program;
}

async function shipped(): Promise<Program> {
  const { findShippedDesign } = await import('../scenarios/subjects.js');
  const { scenarios } = await import('../scenarios/catalogue.js');
  const { genericScenario } = await import('../scenarios/designs.js');
  return {
    scenario: (name) => there(scenarios.find((each) => each.name === name) ?? genericScenario(name), name),
    subject: (name) => there(findShippedDesign(name), name),
  };
}

/** Throws UsageError if a source has changed since the task was made. */
async function usersOwn({ folder, file, sources }: UserProgram): Promise<Program> {
  for (const [name, hash] of Object.entries(sources))
    if ((await digest(join(folder, name))) !== hash)
      throw new UsageError(`${join(folder, name)} has changed while it was being worked on; start again`);
  const scenarios = await loadScenarios(join(folder, file), true);
  const scenario = (name: string) =>
    there(
      scenarios.find((each) => each.name === name),
      name,
    );
  return {
    scenario,
    subject(name) {
      const found = scenario(name);
      return subjectOf(name, there(isMade(found) ? found : undefined, name));
    },
  };
}

function there<T>(found: T | undefined, name: string): T {
  if (found === undefined) throw new RangeError(`there is no "${name}" in the program of the task`);
  return found;
}
