/**
 * A step or a generator that is made and thrown away never happens: `lock.lock();` takes no lock, and the compiler
 * is silent. Here the syntax trees of all code that runs under the engine are searched for such a dropped `yield*`.
 * `void lock.lock();` says that it is meant, as in a test of what the engine says about it.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const FOLDERS = ['model', 'scenarios', 'test', 'bench'];
const FLOATING = new Set(['Step', 'Generator']);

/** An in-memory file: every line that ends in `// dropped` must be reported, and no other. */
const EXAMPLE = join(root, 'test', 'example.in-memory.ts');
const EXAMPLE_TEXT = `
class Step<T = void> {
  *[Symbol.iterator](): Generator<Step<unknown>, T, void> { yield this as Step<unknown>; return undefined as T; }
}
class LockStep extends Step<boolean> {}
class ReadStep<T> extends Step<T> {}
type Steps<T = void> = Generator<Step<unknown>, T, void>;
class Lock {
  lock(): Step { return new Step(); }
  tryLock(): LockStep { return new LockStep(); }
  isHeld(): boolean { return false; }
  read<T>(): ReadStep<T> { return new ReadStep<T>(); }
}
export class Allocator {
  last: Steps<number> | null = null;
  readonly #lock = new Lock();
  *purge(): Steps<number> { yield* this.#lock.lock(); return 1; }
  *alloc<S extends Step>(lock: Lock, areas: readonly number[], other: S): Steps<number> {
    lock.lock(); // dropped
    this.purge(); // dropped
    lock.tryLock(); // dropped
    lock.read<number>(); // dropped
    other; // dropped
    (lock.isHeld() && lock.lock()); // dropped
    if (areas.length > 0) this.purge(); // dropped
    else lock.isHeld() ? lock.isHeld() : lock.lock(); // dropped
    areas.forEach(() => this.purge()); // dropped
    areas.forEach(() => { lock.lock(); }); // dropped
    yield* lock.lock();
    yield* this.purge();
    const taken = yield* lock.tryLock();
    const kept = (this.last = this.purge());
    this.last = this.purge();
    lock.isHeld();
    void lock.lock();
    areas.map(() => this.purge());
    areas.forEach(() => lock.isHeld());
    return taken || kept === null ? yield* this.purge() : 0;
  }
}
`;

/** Reads the sources and the example with one compiler. */
function createProgram(): ts.Program {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config.config, include: FOLDERS }, ts.sys, root);
  const files = FOLDERS.filter((folder) => ts.sys.directoryExists(join(root, folder))).flatMap((folder) =>
    ts.sys.readDirectory(join(root, folder), ['.ts'], ['**/.tmp']),
  );
  const host = ts.createCompilerHost(options, true);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => file === EXAMPLE || fileExists(file);
  host.readFile = (file) => (file === EXAMPLE ? EXAMPLE_TEXT : readFile(file));
  host.getSourceFile = (file, version, ...rest) =>
    file === EXAMPLE ? ts.createSourceFile(file, EXAMPLE_TEXT, version, true) : getSourceFile(file, version, ...rest);
  return ts.createProgram([...files, EXAMPLE], { ...options, noEmit: true }, host);
}

/** Lines, counted from 1, on which a step or a generator is made and dropped. */
function floatingLines(file: ts.SourceFile, checker: ts.TypeChecker): number[] {
  const lines: number[] = [];

  const floats = (type: ts.Type): boolean => {
    if (type.isUnionOrIntersection()) return type.types.some(floats);
    if ((type.flags & ts.TypeFlags.TypeParameter) !== 0) {
      const bound = checker.getBaseConstraintOfType(type);
      return bound !== undefined && bound !== type && floats(bound);
    }
    const symbol = type.getSymbol();
    if (symbol === undefined) return false;
    return FLOATING.has(symbol.name) || (checker.getDeclaredTypeOfSymbol(symbol).getBaseTypes() ?? []).some(floats);
  };
  const complain = (node: ts.Node): void => {
    lines.push(file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1);
  };
  /** `areas.forEach((area) => this.free(area))`: the caller throws the arrow's result away. */
  const resultIsDropped = (arrow: ts.ArrowFunction): boolean => {
    const signature = checker.getContextualType(arrow)?.getCallSignatures()[0];
    return signature !== undefined && (checker.getReturnTypeOfSignature(signature).flags & ts.TypeFlags.Void) !== 0;
  };
  const visit = (node: ts.Node): void => {
    if (ts.isExpressionStatement(node)) {
      if (canFloat(node.expression) && floats(checker.getTypeAtLocation(node.expression))) complain(node);
    } else if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) {
      if (canFloat(node.body) && floats(checker.getTypeAtLocation(node.body)) && resultIsDropped(node)) complain(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return lines;
}

/** Spares the checker the statements that keep or use their value. */
function canFloat(expression: ts.Expression): boolean {
  if (ts.isYieldExpression(expression) || ts.isVoidExpression(expression)) return false;
  if (!ts.isBinaryExpression(expression)) return true;
  const operator = expression.operatorToken.kind;
  return operator < ts.SyntaxKind.FirstAssignment || operator > ts.SyntaxKind.LastAssignment;
}

const program = createProgram();
const checker = program.getTypeChecker();

it('finds dropped steps and generators in the example, and nothing else', () => {
  const expected = EXAMPLE_TEXT.split('\n').flatMap((text, index) => (text.endsWith('// dropped') ? [index + 1] : []));
  expect(floatingLines(program.getSourceFile(EXAMPLE)!, checker)).toEqual(expected);
});

it('finds none in the code that runs under the engine', () => {
  const floating = program
    .getSourceFiles()
    .filter((file) => !file.isDeclarationFile && file.fileName !== EXAMPLE)
    .flatMap((file) => floatingLines(file, checker).map((line) => `${file.fileName.slice(root.length)}:${line}`));
  expect(floating).toEqual([]);
});
