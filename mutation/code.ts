/** The code of a module as Node runs it, and the lines of its source that it comes from. */
import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';

/** Where this copy of the project is: its sources, or dist/. */
const ROOT = new URL('../', import.meta.url);

export interface Code {
  /** Its path from the root, or an absolute one, without ending: `model/designs/vmap-pool`. */
  readonly module: string;
  /** JavaScript, with imports and exports. */
  readonly text: string;
  /** The line of the source, from 1, that this offset of the text comes from. */
  lineAt(offset: number): number;
}

export const ENDING = /\.[mc]?[jt]s$/;

/** The file that stands for the module: the source if it is here, else what was compiled of it; null if there is none. */
export function fileOf(module: string): URL | null {
  const path = isAbsolute(module) ? pathToFileURL(module).href : module;
  const files = ['.ts', '.mts', '.js', '.mjs'].map((ending) => new URL(`${path}${ending}`, ROOT));
  return files.find((file) => existsSync(file)) ?? null;
}

export function readCode(module: string): Code {
  const file = fileOf(module);
  if (file === null) throw new Error(`there is no module ${module}`);
  const read = readFileSync(file, 'utf8');
  const { text, map } = /ts$/.test(file.pathname) ? compiled(read) : { text: read, map: mapBeside(file) };
  const lines = ts.createSourceFile(`${module}.js`, text, ts.ScriptTarget.ES2023);
  return {
    module,
    text,
    lineAt(offset) {
      const { line, character } = lines.getLineAndCharacterOfPosition(offset);
      const entry = map?.findEntry(line, character);
      return 1 + (entry !== undefined && 'originalLine' in entry ? entry.originalLine : line);
    },
  };
}

/** Without types, as the build does it. */
function compiled(source: string): { text: string; map: SourceMap } {
  const { outputText, sourceMapText } = ts.transpileModule(source, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      sourceMap: true,
    },
  });
  return { text: outputText, map: new SourceMap(JSON.parse(sourceMapText!)) };
}

function mapBeside(file: URL): SourceMap | null {
  const path = new URL(`${file.href}.map`);
  return existsSync(path) ? new SourceMap(JSON.parse(readFileSync(path, 'utf8'))) : null;
}
