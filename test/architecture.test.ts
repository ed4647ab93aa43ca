/**
 * Who may import whom:
 *
 *     scheduler <- model <- properties <- scenarios <- hunt, compare, mutation, program <- crew <- cli, bench, test
 *     scheduler <- report                           <- cli
 *     scheduler, report <- viewer
 *
 * Nobody imports the viewer: it is bundled into pages.
 * The entries of the package, index.ts, vitest.ts, fast-check.ts and config.ts, have rows of their own; vitest is loaded by vitest.ts only.
 *
 * No two files import each other in a circle, and docs/ARCHITECTURE.md has one line for every source file.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** The only files of the engine that model/ sees: a design cannot see the schedule. */
const CONTRACTS = ['scheduler/step.ts', 'scheduler/object.ts'];

/** Layer of the importer -> layers it may import from, itself apart. */
const ALLOWED: Record<string, readonly string[]> = {
  scheduler: [],
  model: ['scheduler'],
  properties: ['scheduler', 'model'],
  scenarios: ['scheduler', 'model', 'properties'],
  hunt: ['scheduler', 'model', 'properties', 'scenarios'],
  compare: ['scheduler', 'model', 'properties', 'scenarios'],
  mutation: ['scheduler', 'model', 'properties', 'scenarios'],
  program: ['scheduler', 'scenarios'],
  crew: ['scheduler', 'scenarios', 'hunt', 'program'],
  report: ['scheduler'],
  viewer: ['scheduler', 'report'],
  'index.ts': ['scheduler', 'model', 'properties', 'scenarios', 'report'],
  'vitest.ts': ['scheduler', 'report', 'program', 'cli'],
  'fast-check.ts': ['scheduler', 'scenarios', 'hunt'],
  'config.ts': ['cli'],
  cli: [
    'scheduler',
    'model',
    'properties',
    'scenarios',
    'hunt',
    'compare',
    'mutation',
    'program',
    'crew',
    'report',
    'index.ts',
  ],
  bench: [
    'scheduler',
    'model',
    'properties',
    'scenarios',
    'hunt',
    'compare',
    'mutation',
    'program',
    'crew',
    'report',
    'index.ts',
  ],
  test: [
    'scheduler',
    'model',
    'properties',
    'scenarios',
    'hunt',
    'compare',
    'mutation',
    'program',
    'crew',
    'report',
    'viewer',
    'index.ts',
    'vitest.ts',
    'fast-check.ts',
    'config.ts',
    'cli',
    'bench',
  ],
};

/** What docs/ARCHITECTURE.md lists file by file, and what it may list by folder. */
const LISTED = [
  'index.ts',
  'vitest.ts',
  'fast-check.ts',
  'config.ts',
  'scheduler',
  'model',
  'properties',
  'hunt',
  'compare',
  'mutation',
  'program',
  'crew',
  'report',
  'viewer',
  'cli',
  'bench',
];
const LISTED_BY_FOLDER = ['scenarios'];
const SOURCE = /\.(tsx?|js|mjs|css|html)$/;
const MAP = 'docs/ARCHITECTURE.md';

const root = fileURLToPath(new URL('..', import.meta.url));

/** All files at or below a path, relative to the root; none if it does not exist. */
function filesBelow(path: string): string[] {
  const absolute = join(root, path);
  if (!existsSync(absolute)) return [];
  if (statSync(absolute).isFile()) return [path];
  return readdirSync(absolute)
    .sort()
    .filter((name) => name !== '.tmp')
    .flatMap((name) => filesBelow(join(path, name)));
}

const layerOf = (path: string): string => path.split('/', 1)[0]!;

/** The file of ours that `specifier`, written in `from`, stands for; null for a package. */
function resolve(from: string, specifier: string): string | null {
  if (specifier === 'mazurka') return 'index.ts';
  if (specifier.startsWith('mazurka/')) return `${specifier.slice('mazurka/'.length)}.ts`;
  if (!specifier.startsWith('.')) return null;
  const path = normalize(join(dirname(from), specifier));
  const sources = ['.ts', '.tsx'].map((extension) => path.replace(/\.js$/, extension));
  return sources.find((source) => existsSync(join(root, source))) ?? path;
}

/** Imports between files of ours, type imports included. */
type Imports = ReadonlyMap<string, readonly string[]>;

function readImports(): Imports {
  const files = Object.keys(ALLOWED).flatMap(filesBelow);
  return new Map(
    files
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => {
        const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), 'utf8'), true, true);
        const targets = importedFiles.map(({ fileName }) => resolve(file, fileName));
        return [file, [...new Set(targets.filter((target) => target !== null))]];
      }),
  );
}

/** One sentence for each import that the table forbids. */
function forbidden(imports: Imports): string[] {
  const complaints: string[] = [];
  for (const [file, targets] of imports) {
    const layer = layerOf(file);
    for (const target of targets) {
      const other = layerOf(target);
      if (other === layer) continue;
      if (!ALLOWED[layer]!.includes(other))
        complaints.push(`${file} imports ${target}: ${layer} must not see ${other}`);
      else if (layer === 'model' && !CONTRACTS.includes(target))
        complaints.push(`${file} imports ${target}: of the engine, model sees only ${CONTRACTS.join(' and ')}`);
    }
  }
  return complaints;
}

/** Each circle of imports once per way to close it, as 'a -> b -> a'. */
function cycles(imports: Imports): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const stack: string[] = [];
  const visit = (file: string): void => {
    const start = stack.indexOf(file);
    if (start >= 0) found.push([...stack.slice(start), file].join(' -> '));
    if (start >= 0 || done.has(file)) return;
    stack.push(file);
    for (const target of imports.get(file) ?? []) visit(target);
    stack.pop();
    done.add(file);
  };
  for (const file of imports.keys()) visit(file);
  return found;
}

/** Where the lines "- `path`: what it is" of the map and the tree disagree. */
function mapComplaints(map: string, files: readonly string[], byFolder: readonly string[]): string[] {
  const listed = [...map.matchAll(/^- `([^`]+)`:/gm)].map((match) => match[1]!);
  const covered = (file: string): boolean =>
    listed.includes(file) || listed.some((entry) => entry.endsWith('/') && file.startsWith(entry));
  const isKnown = (entry: string): boolean => {
    if (LISTED.includes(layerOf(entry))) return files.includes(entry);
    if (LISTED_BY_FOLDER.includes(layerOf(entry))) return byFolder.some((file) => file.startsWith(entry));
    return existsSync(join(root, entry));
  };
  return [
    ...files.filter((file) => !listed.includes(file)).map((file) => `${file} has no line in ${MAP}`),
    ...byFolder.filter((file) => !covered(file)).map((file) => `${file} has no line in ${MAP}, nor has its folder`),
    ...listed.filter((entry) => !isKnown(entry)).map((entry) => `${MAP} lists ${entry}, which is not there`),
    ...listed.filter((entry, index) => listed.indexOf(entry) !== index).map((entry) => `${MAP} lists ${entry} twice`),
  ];
}

describe('the import table', () => {
  const imports = readImports();

  it('is kept by every file', () => {
    expect(forbidden(imports)).toEqual([]);
  });

  it('leaves no circle of imports', () => {
    expect(cycles(imports)).toEqual([]);
  });

  it('lets nobody load vitest but who imports mazurka/vitest', () => {
    const users = Object.keys(ALLOWED)
      .filter((layer) => layer !== 'test')
      .flatMap(filesBelow)
      .filter((file) => /['"]vitest(\/[^'"]*)?['"]/.test(readFileSync(join(root, file), 'utf8')));
    expect(users).toEqual(['vitest.ts']);
  });

  it('lets a library user load no scenarios until a shipped design is asked for', () => {
    const lazy = 'scenarios/shipped.ts';
    const reached = new Set(['index.ts']);
    for (const file of reached) if (file !== lazy) for (const target of imports.get(file) ?? []) reached.add(target);
    expect(reached).toContain(lazy);
    expect(reached).not.toContain('scenarios/catalogue.ts');
    const text = readFileSync(join(root, lazy), 'utf8');
    expect(text.match(/^import (?!type ).*/gm)).toBeNull();
    expect(text).toContain("await import('./subjects.js')");
  });

  it('names contracts that exist, once there is an engine', () => {
    const engine = filesBelow('scheduler');
    if (engine.length > 0) expect(engine).toEqual(expect.arrayContaining(CONTRACTS));
  });

  it('is really checked: upward, sideways and inner imports are refused', () => {
    const bad: Imports = new Map([
      ['scheduler/path.ts', ['model/sync/lock.ts']],
      ['model/sync/lock.ts', ['scheduler/step.ts', 'scheduler/execution.ts']],
      ['report/text.ts', ['scheduler/trace.ts', 'model/sync/lock.ts']],
      ['cli/main.ts', ['index.ts', 'test/readme.test.ts', 'bench/main.ts']],
      ['index.ts', ['cli/main.ts']],
    ]);
    expect(forbidden(bad)).toEqual([
      'scheduler/path.ts imports model/sync/lock.ts: scheduler must not see model',
      `model/sync/lock.ts imports scheduler/execution.ts: of the engine, model sees only ${CONTRACTS.join(' and ')}`,
      'report/text.ts imports model/sync/lock.ts: report must not see model',
      'cli/main.ts imports test/readme.test.ts: cli must not see test',
      'cli/main.ts imports bench/main.ts: cli must not see bench',
      'index.ts imports cli/main.ts: index.ts must not see cli',
    ]);
    expect(cycles(bad)).toEqual(['cli/main.ts -> index.ts -> cli/main.ts']);
  });
});

describe(MAP, () => {
  const files = LISTED.flatMap(filesBelow).filter((file) => SOURCE.test(file));
  const byFolder = LISTED_BY_FOLDER.flatMap(filesBelow).filter((file) => SOURCE.test(file));

  it('has one line for each source file, and no other', () => {
    expect(mapComplaints(readFileSync(join(root, MAP), 'utf8'), files, byFolder)).toEqual([]);
  });

  it('is really checked: missing, stale and doubled lines are refused', () => {
    const map = '- `index.ts`: the face\n- `index.ts`: again\n- `cli/gone.ts`: old\n- `scenarios/races/`: by folder\n';
    expect(mapComplaints(map, ['index.ts', 'cli/main.ts'], ['scenarios/races/a.ts', 'scenarios/b.ts'])).toEqual([
      `cli/main.ts has no line in ${MAP}`,
      `scenarios/b.ts has no line in ${MAP}, nor has its folder`,
      `${MAP} lists cli/gone.ts, which is not there`,
      `${MAP} lists index.ts twice`,
    ]);
  });
});
