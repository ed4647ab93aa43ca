/** Loads users' scenario files, TypeScript through ts-node, and checks what they export. */
import { stat } from 'node:fs/promises';
import { createRequire, register } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { looksLikeScenario } from '../scenarios/exported.js';
import type { Scenario } from '../scheduler/scenario.js';
import type { HooksData } from './hooks.js';
import { UsageError } from './usage-error.js';

/** Whether what was asked for is a file, not a name. */
export function isFile(wanted: string): boolean {
  return /\.(ts|mts|cts|js|mjs|cjs)$/.test(wanted);
}

/** What the file exports. Throws UsageError, naming the file, if it cannot be loaded. */
async function exportsOf(file: string, transpileOnly: boolean): Promise<Record<string, unknown>> {
  const path = resolve(file);
  if (/\.(cts|cjs)$/.test(file))
    throw new UsageError(`${file}: CommonJS files are not loaded; name it .mts, .ts or .mjs and use import and export`);
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) throw new UsageError(`${file}: there is no such file`);
  registerHooks(transpileOnly);
  try {
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (error) {
    throw new UsageError(`${file} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The default export of a file. Throws UsageError, naming the file, if it cannot be loaded; undefined if it has none. */
export async function loadDefault(file: string, transpileOnly: boolean): Promise<unknown> {
  return (await exportsOf(file, transpileOnly)).default;
}

/** Under which name the file exports the scenario. Throws UsageError if it has none of its own. */
export async function exportOf(file: string, scenario: string, transpileOnly: boolean): Promise<string> {
  const exported = Object.entries(await exportsOf(file, transpileOnly));
  const found = exported.find(([, value]) => looksLikeScenario(value) && value.name === scenario);
  if (found !== undefined) return found[0];
  throw new UsageError(
    `${file}: the scenario "${scenario}" needs an export of its own, such as: export const mine = ...`,
  );
}

/** Every scenario that the file exports, alone or in an array. Throws UsageError, naming the file, if that is none. */
export async function loadScenarios(file: string, transpileOnly: boolean): Promise<readonly Scenario[]> {
  const exported = await exportsOf(file, transpileOnly);
  const { checkScenario } = await import('./check-scenario.js');
  const found: Scenario[] = [];
  for (const [name, value] of Object.entries(exported)) {
    const candidates = Array.isArray(value) ? value : [value];
    for (const candidate of candidates)
      if (looksLikeScenario(candidate)) found.push(checkScenario(candidate, file, name));
  }
  if (found.length === 0)
    throw new UsageError(
      `${file} exports no scenario; expected an export such as: export const mine = defineScenario({ name: 'mine', boot() { ... } })`,
    );
  const names = found.map(({ name }) => name);
  const twice = names.find((name, k) => names.indexOf(name) !== k && found[k] !== found[names.indexOf(name)]);
  if (twice !== undefined) throw new UsageError(`${file} has two scenarios named "${twice}"; names must differ`);
  return [...new Set(found)];
}

let isRegistered = false;

function registerHooks(transpileOnly: boolean): void {
  if (isRegistered) return;
  isRegistered = true;
  process.setSourceMapsEnabled(true);
  const library = new URL('../', import.meta.url);
  const data: HooksData = {
    library: library.href,
    options: {
      skipProject: true,
      transpileOnly,
      // Our own compiler: the user's folder may have another, or none.
      compiler: createRequire(import.meta.url).resolve('typescript'),
      compilerOptions: {
        module: 'ESNext',
        moduleResolution: 'Bundler',
        target: 'ES2023',
        lib: ['ES2023'],
        strict: true,
        skipLibCheck: true,
        types: [],
        allowImportingTsExtensions: true,
        noEmit: true,
        paths: { mazurka: [`${fileURLToPath(library)}index.d.ts`], 'mazurka/*': [`${fileURLToPath(library)}*.d.ts`] },
      },
    },
  };
  register('./hooks.js', import.meta.url, { data });
}
