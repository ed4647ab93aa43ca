/**
 * Runs the checks on a copy of the engine with one fault in it. The copy is what `child.ts` imports, compiled without
 * looking at types; each mutant's file is put in place of the right one for a process of its own.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { ALIVE, KILLED } from './exit-codes.js';
import type { Mutant } from './operators.js';

export const ROOT = new URL('../../', import.meta.url);

/** Where the copies are: inside the project, so that they find its packages. */
const COPIES = new URL('test/.tmp/', ROOT);
const ENTRY = 'test/mutants/child.ts';

/** Seconds of processor time. All checks together take about 5. */
const LIMIT = 25;
/** For JavaScript's heap; and for all that the process reserves, which is much more. */
const HEAP_MIB = 1_024;
const MEMORY_MIB = 6_144;

/** The check that noticed the mutant, `hangs`, or null if it survived. */
export type Kill = string | null;

export const HANGS = 'hangs';

export class Workshop {
  readonly #folder: URL;

  constructor() {
    mkdirSync(COPIES, { recursive: true });
    this.#folder = new URL(`file://${mkdtempSync(fileURLToPath(new URL('mutants-', COPIES)))}/`);
    const known = new Set([ENTRY]);
    for (const file of known) {
      const compiled = this.#write(file, readFileSync(new URL(file, ROOT), 'utf8'));
      for (const { fileName } of ts.preProcessFile(compiled).importedFiles)
        if (fileName.startsWith('.')) known.add(posix.join(dirname(file), fileName).replace(/\.js$/, '.ts'));
    }
  }

  #write(file: string, source: string): string {
    const { outputText } = ts.transpileModule(source, {
      compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
    });
    const path = new URL(file.replace(/\.ts$/, '.js'), this.#folder);
    mkdirSync(new URL('.', path), { recursive: true });
    writeFileSync(path, outputText);
    return outputText;
  }

  /** Runs the checks, or the one of that name, on the mutant; on the engine as it is if there is none. */
  run(mutant: Mutant | null, check = ''): Kill {
    const source = mutant === null ? '' : readFileSync(new URL(mutant.file, ROOT), 'utf8');
    if (mutant !== null)
      this.#write(mutant.file, source.slice(0, mutant.start) + mutant.text + source.slice(mutant.end));
    try {
      return this.#check(check);
    } finally {
      if (mutant !== null) this.#write(mutant.file, source);
    }
  }

  #check(check: string): Kill {
    const entry = fileURLToPath(new URL(ENTRY.replace(/\.ts$/, '.js'), this.#folder));
    const limits = `ulimit -t ${LIMIT}; ulimit -v ${MEMORY_MIB * 1_024}`;
    const script = `${limits}; exec "$0" --max-old-space-size=${HEAP_MIB} "$1" "$2"`;
    const { status, signal, stdout, error } = spawnSync('sh', ['-c', script, process.execPath, entry, check], {
      encoding: 'utf8',
    });
    if (error !== undefined) throw error;
    // Somebody else stopped it: that says nothing about the mutant.
    if (signal === 'SIGTERM' || signal === 'SIGINT')
      throw new Error(`the process of a mutant was stopped by ${signal}`);
    if (status === ALIVE) return null;
    // Neither of the two: out of time or out of memory.
    return status === KILLED ? stdout.trim() : HANGS;
  }

  /** Removes the copy. */
  close(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
