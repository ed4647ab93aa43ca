/** Where a page finds a scenario: the code that makes it, as a module to import and an expression over that. */
import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Workload } from '../scenarios/subject.js';

/** A scenario by name, in the user's file or among the shipped ones. */
export interface Origin {
  /** Null: shipped. */
  readonly file: string | null;
  /** Of the scenario; with a workload, of the design that it is put to. */
  readonly name: string;
  readonly put?: { readonly name: string; readonly workload: Workload; readonly claims: readonly string[] };
}

/** This package, compiled or not. */
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A module of this package, as an import names it. */
export function ownModule(path: string): string {
  return `${ROOT}${path}.js`;
}

/** An expression that promises the scenario. */
export function expressionOf(origin: Origin): string {
  const { file, name, put } = origin;
  const text = JSON.stringify(name);
  const among = (module: string) => `${imported(module)}.then((it) => exportedScenario(it, ${text}))`;
  const onto = put && JSON.stringify([put.name, put.workload, put.claims]);
  if (file !== null) {
    const found = among(resolve(file));
    return onto === undefined ? found : `${found}.then((it) => subjectOf(${text}, it).scenario(...${onto}))`;
  }
  if (onto !== undefined)
    return `${imported(ownModule('scenarios/subjects'))}.then((it) => it.shippedDesign(${text}).scenario(...${onto}))`;
  const own = moduleOf(name);
  if (own !== null) return among(own);
  return `${imported(ownModule('scenarios/designs'))}.then((it) => it.genericScenario(${text}))`;
}

/** Evaluated when it is asked for: code that does not run in a browser shall not stop the page. */
function imported(module: string): string {
  return `import(${JSON.stringify(module)})`;
}

/** Its file: each shipped scenario has one of its name. Null for those of the matrix. */
function moduleOf(name: string): string | null {
  const folders = readdirSync(`${ROOT}scenarios`, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const paths = folders.map((folder) => `scenarios/${folder.name}/${name}`);
  const found = paths.find((path) => ['.js', '.ts'].some((extension) => existsSync(`${ROOT}${path}${extension}`)));
  return found === undefined ? null : ownModule(found);
}
