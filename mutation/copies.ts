/**
 * Copies of the modules of a design, each with one fault or none. They are compiled to functions, of which each call makes
 * new classes; what they import from other modules stays shared with everything else.
 */
import { posix } from 'node:path';
import ts from 'typescript';
import type { AtomicWord } from '../model/sync/atomic-word.js';
import type { Steps } from '../scheduler/step.js';
import { type Code, ENDING, fileOf, readCode } from './code.js';
import { applied, MARKS, type Mutant, RELATIONS } from './faults.js';

/** Rounds of all loops in the copied modules during one execution. More are an endless loop. */
const MAX_ROUNDS = 100_000;

/** A loop of a mutant that does not end. */
class EndlessLoopError extends Error {
  override readonly name = 'EndlessLoopError';

  constructor() {
    super(`the loops of the design went round ${MAX_ROUNDS} times`);
  }
}

/** What a module exports, by name. */
export type Exports = Readonly<Record<string, unknown>>;
type Factory = (require: (specifier: string) => unknown, exports: object, mutation: object) => void;

export class Copies {
  readonly codes: ReadonlyMap<string, Code>;
  /** What the modules import from others, by module. */
  readonly #shared: ReadonlyMap<string, Exports>;
  readonly #intact = new Map<string, Factory>();
  /** What has occurred in copies without a fault: marks, behind the module's name. */
  readonly occurred = new Set<string>();
  #rounds = 0;

  private constructor(codes: ReadonlyMap<string, Code>, shared: ReadonlyMap<string, Exports>) {
    this.codes = codes;
    this.#shared = shared;
  }

  /** Of these modules, named as in Code. */
  static async of(modules: readonly string[]): Promise<Copies> {
    const codes = new Map(modules.map((module) => [module, readCode(module)]));
    const shared = new Map<string, Exports>();
    for (const { module, text } of codes.values())
      for (const { fileName } of ts.preProcessFile(text).importedFiles) {
        const imported = resolved(module, fileName);
        if (!codes.has(imported) && !shared.has(imported))
          shared.set(imported, (await import(fileOf(imported)?.href ?? imported)) as Exports);
      }
    return new Copies(codes, shared);
  }

  /** What a new copy of the module exports, with the fault if there is one. */
  make(module: string, mutant: Mutant | null): Exports {
    const made = new Map<string, Exports>();
    const make = (each: string): Exports => {
      const known = made.get(each) ?? this.#shared.get(each);
      if (known !== undefined) return known;
      const exports = {};
      made.set(each, exports);
      this.#factory(each, mutant)((specifier) => make(resolved(each, specifier)), exports, this.#support(each));
      return exports;
    };
    return make(module);
  }

  /** An execution begins. */
  begin(): void {
    this.#rounds = 0;
  }

  #support(module: string): object {
    const occurs = (mark: string) => this.occurred.add(`${module} ${mark}`);
    return {
      torn,
      round: () => {
        if (++this.#rounds > MAX_ROUNDS) throw new EndlessLoopError();
      },
      enter: (offset: number) => occurs(MARKS.block(offset)),
      decide: (offset: number, value: unknown) => {
        occurs(MARKS.condition(offset, Boolean(value)));
        return value;
      },
      relate: (offset: number, left: number, relation: Relation, right: number) => {
        if (left === right) occurs(MARKS.equal(offset));
        return RELATE[relation](left, right);
      },
    };
  }

  #factory(module: string, mutant: Mutant | null): Factory {
    const { text } = this.codes.get(module)!;
    if (mutant?.module === module) return compile(applied(text, mutant.edits), false);
    const known = this.#intact.get(module) ?? compile(text, true);
    this.#intact.set(module, known);
    return known;
  }
}

/** The module that the specifier, written in this one, stands for; a package by its name. */
export function resolved(from: string, specifier: string): string {
  if (specifier === 'mazurka') return 'index';
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier).replace(ENDING, '') : specifier;
}

/** @param marks whether it says what occurs: offsets are right only where there is no fault */
function compile(text: string, marks: boolean): Factory {
  const { outputText } = ts.transpileModule(text, {
    fileName: 'copy.js',
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.CommonJS, allowJs: true },
    transformers: { before: [(context) => (file) => instrumented(file, context, marks)] },
  });
  return new Function('require', 'exports', 'mutation', outputText) as Factory;
}

const RELATE = {
  '<': (left: number, right: number) => left < right,
  '<=': (left: number, right: number) => left <= right,
  '>': (left: number, right: number) => left > right,
  '>=': (left: number, right: number) => left >= right,
};
type Relation = keyof typeof RELATE;

/** With `mutation.round()` in every loop, and calls that say what occurs. */
function instrumented(file: ts.SourceFile, context: ts.TransformationContext, marks: boolean): ts.SourceFile {
  const { factory } = context;
  const call = (name: string, ...given: ts.Expression[]) =>
    factory.createCallExpression(
      factory.createPropertyAccessExpression(factory.createIdentifier('mutation'), name),
      undefined,
      given,
    );
  const offsetOf = (node: ts.Node) => factory.createNumericLiteral(node.getStart(file));
  const marked = (node: ts.Node, inner: ts.Node): ts.Node => {
    if (ts.isBlock(inner)) {
      const enter = factory.createExpressionStatement(call('enter', offsetOf(node)));
      return factory.updateBlock(inner, [enter, ...inner.statements]);
    }
    if (ts.isBinaryExpression(inner) && RELATIONS.has(inner.operatorToken.kind)) {
      const relation = factory.createStringLiteral(ts.tokenToString(inner.operatorToken.kind)!);
      return call('relate', offsetOf(node), inner.left, relation, inner.right);
    }
    if (ts.isIfStatement(node) && ts.isIfStatement(inner)) {
      const condition = call('decide', offsetOf(node.expression), inner.expression);
      return factory.updateIfStatement(inner, condition, inner.thenStatement, inner.elseStatement);
    }
    if (ts.isDoStatement(node) && ts.isDoStatement(inner))
      return factory.updateDoStatement(
        inner,
        inner.statement,
        call('decide', offsetOf(node.expression), inner.expression),
      );
    return inner;
  };
  const counted = (inner: ts.Node): ts.Node => {
    if (!ts.isIterationStatement(inner, false)) return inner;
    const body = factory.createBlock([factory.createExpressionStatement(call('round')), inner.statement]);
    if (ts.isForStatement(inner))
      return factory.updateForStatement(inner, inner.initializer, inner.condition, inner.incrementor, body);
    if (ts.isForOfStatement(inner))
      return factory.updateForOfStatement(inner, inner.awaitModifier, inner.initializer, inner.expression, body);
    if (ts.isForInStatement(inner))
      return factory.updateForInStatement(inner, inner.initializer, inner.expression, body);
    if (ts.isWhileStatement(inner)) return factory.updateWhileStatement(inner, inner.expression, body);
    return factory.updateDoStatement(inner as ts.DoStatement, body, (inner as ts.DoStatement).expression);
  };
  const visit = (node: ts.Node): ts.Node => {
    const inner = ts.visitEachChild(node, visit, context);
    return counted(marks ? marked(node, inner) : inner);
  };
  return ts.visitNode(file, visit) as ts.SourceFile;
}

/** The atomic operation as a load and a store, with room for others between them. */
function* torn(word: AtomicWord, operation: string, first: number, second: number): Steps<unknown> {
  const found = yield* word.load();
  if (operation === 'cmpxchg' ? found === first : true) {
    const next = { cmpxchg: second, xchg: first, sub: found - first }[operation] ?? found + first;
    yield* word.store(next);
  }
  return operation === 'addReturn' ? found + first : found;
}
