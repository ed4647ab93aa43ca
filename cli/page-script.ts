/** Bundles the script of a page: the viewer and, for "what if", the engine with the modules of the scenarios. */
import { type BuildFailure, build, type Plugin } from 'esbuild';
import { expressionOf, type Origin, ownModule } from './page-origin.js';

export interface Bundle {
  readonly script: string;
  /** By file of the user's: why it does not go into a page. */
  readonly faults: ReadonlyMap<string | null, string>;
}

/** The page starts with one laboratory for each origin; none where the file cannot be bundled for a browser. */
export async function bundle(origins: readonly Origin[]): Promise<Bundle> {
  const faults = new Map<string | null, string>();
  try {
    return { script: await scriptOf(origins), faults };
  } catch {
    // Which of the files is it?
  }
  for (const file of new Set(origins.map((origin) => origin.file))) {
    if (file === null) continue;
    const fault = await faultOf(origins.filter((origin) => origin.file === file));
    if (fault !== null) faults.set(file, fault);
  }
  return { script: await scriptOf(origins.map((origin) => (faults.has(origin.file) ? null : origin))), faults };
}

/** Why these cannot be bundled; null if they can. */
async function faultOf(origins: readonly Origin[]): Promise<string | null> {
  try {
    await scriptOf(origins);
    return null;
  } catch (error) {
    const [first] = (error as BuildFailure).errors ?? [];
    if (first === undefined) throw error;
    const { text, location } = first;
    return location === null ? text : `${location.file}:${location.line}: ${text}`;
  }
}

async function scriptOf(origins: readonly (Origin | null)[]): Promise<string> {
  const laboratories = origins.map((origin) =>
    origin === null ? 'null' : `() => ${expressionOf(origin)}.then(laboratory)`,
  );
  const entry = [
    `import { start } from ${JSON.stringify(ownModule('viewer/main'))};`,
    `import { laboratory } from ${JSON.stringify(ownModule('viewer/laboratory'))};`,
    `import { exportedScenario } from ${JSON.stringify(ownModule('scenarios/exported'))};`,
    `import { subjectOf } from ${JSON.stringify(ownModule('scenarios/subject'))};`,
    `start([${laboratories.join(', ')}]);`,
  ].join('\n');
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // The page has one file: no frame of it is a line of anybody's.
    define: { 'import.meta.url': '"file:///"' },
    // As where scenario files are loaded: the user's own settings are for other compilers.
    tsconfigRaw: {},
    plugins: [sameLibrary],
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}

/** `mazurka` in a user's file means this very copy of the library, as where it is loaded. */
const sameLibrary: Plugin = {
  name: 'same-library',
  setup({ onResolve }) {
    onResolve({ filter: /^mazurka$/ }, () => ({ path: ownModule('index') }));
  },
};
