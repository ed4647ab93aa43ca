/** Designs of users' own: a file of scenarios, and the files that it imports by relative paths. */
import { resolve } from 'node:path';
import ts from 'typescript';
import type { Scenario } from '../scheduler/scenario.js';
import { ENDING, readCode } from './code.js';
import { type Exports, resolved } from './copies.js';
import type { Target } from './targets.js';

/** @param scenarios what the file exports */
export function userTarget(file: string, scenarios: readonly Scenario[]): Target {
  const own = resolve(file).replace(ENDING, '');
  const modules = new Set([own]);
  for (const module of modules)
    for (const { fileName } of ts.preProcessFile(readCode(module).text).importedFiles)
      if (fileName.startsWith('.')) modules.add(resolved(module, fileName));
  return {
    name: file,
    modules: [...modules] as [string, ...string[]],
    trials: scenarios.map((scenario) => ({
      scenario,
      dropsBroken: false,
      make: (exports) => named(exports, scenario.name),
    })),
  };
}

function named(exports: Exports, name: string): Scenario {
  const all = Object.values(exports).flat() as (Partial<Scenario> | undefined)[];
  return all.find((each) => each?.name === name && typeof each.boot === 'function') as Scenario;
}
