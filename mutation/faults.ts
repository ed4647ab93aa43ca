/**
 * The faults that kernel code is prone to, by the syntax tree: locks, try-locks and flushes that are missing, steps in the
 * wrong order, checks that are skipped, read-modify-writes that are not atomic, thresholds that are off by one. Put into the
 * module's classes and functions; accessors and constructors are left alone, and what decides between versions of a design.
 */
import ts from 'typescript';
import type { Code } from './code.js';

/** `text` in place of what is at `[start, end)` of the code. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export type FaultKind =
  | 'drop lock'
  | 'drop try'
  | 'drop flush'
  | 'move flush'
  | 'swap steps'
  | 'skip check'
  | 'lose atomicity'
  | 'off by one';

/** A fault that can be put into a module. */
export interface Mutant {
  readonly module: string;
  readonly kind: FaultKind;
  /** Of the source, from 1. */
  readonly line: number;
  /** The method or function around it. */
  readonly within: string;
  /** What it changes, before and after, on one line each. With module and `within`: what the mutant is known by. */
  readonly before: string;
  readonly after: string;
  /** What has to occur in a run without the fault for the fault to make a difference: see Marks. */
  readonly mark: string;
  /** In the order of the text. */
  readonly edits: readonly Edit[];
}

/**
 * What occurs in a run, by offset in the code: that a block is entered, that a condition is true or false, that the two sides
 * of a relation are equal.
 */
export const MARKS = {
  block: (offset: number) => `block ${offset}`,
  condition: (offset: number, value: boolean) => `${value} ${offset}`,
  equal: (offset: number) => `equal ${offset}`,
};

/** Called instead of an atomic operation, with the word, the operation's name and its arguments: see `torn`. */
const TORN = 'mutation.torn';

const K = ts.SyntaxKind;

/** Relations, and what each is if it is off by one. */
export const RELATIONS: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [K.LessThanToken, '<='],
  [K.LessThanEqualsToken, '<'],
  [K.GreaterThanToken, '>='],
  [K.GreaterThanEqualsToken, '>'],
]);

const ATOMIC = new Set(['add', 'sub', 'addReturn', 'fetchAdd', 'xchg', 'cmpxchg']);
/** What a design's version is, or the parameters of a model: no check of anything. */
const VERSION = /\bform\b|#is\b|#parameters|isSplit|\bboot\b|\bowner ===|blocks !== null/;
/** What only claims listen to, and checks that claims replace. */
const GHOST = /^((\w|\.#?)*\btrace\.emit|this\.note\w+|bugOn|warnOn|report)\b/;

/** All of the module's mutants, in the order of its text. */
export function mutantsOf(code: Code): Mutant[] {
  const tree = ts.createSourceFile(`${code.module}.js`, code.text, ts.ScriptTarget.ES2023, true);
  const found: Mutant[] = [];
  const put: Put = (node, kind, edits, mark = MARKS.block(blockAround(node))) => {
    found.push({
      module: code.module,
      kind,
      line: code.lineAt(node.getStart(tree)),
      within: nameAround(node),
      before: edits.map(({ start, end }) => oneLine(code.text.slice(start, end))).join(' … '),
      after: edits.map(({ text }) => oneLine(text)).join(' … '),
      mark,
      edits,
    });
  };
  const visit = (node: ts.Node): void => {
    if (node.parent === tree && !ts.isClassDeclaration(node) && !ts.isFunctionDeclaration(node)) return;
    if (ts.isConstructorDeclaration(node) || ts.isAccessor(node)) return;
    if (ts.isFunctionLike(node)) dropLocks(node, put);
    if (ts.isBlock(node)) inBlock(node.statements, put);
    inside(node, put);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found.sort((a, b) => a.edits[0]!.start - b.edits[0]!.start);
}

/** The text with the edits, which are in order. */
export function applied(text: string, edits: readonly Edit[]): string {
  return edits.reduceRight((so, { start, end, text: put }) => so.slice(0, start) + put + so.slice(end), text);
}

/** @param mark that of the innermost block around the node, if nothing else says when the fault makes a difference */
type Put = (node: ts.Node, kind: FaultKind, edits: readonly Edit[], mark?: string) => void;

const replace = (node: ts.Node, text: string): Edit => ({ start: node.getStart(), end: node.getEnd(), text });
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

/** `yield* receiver.method(arguments)`. */
interface Call {
  readonly receiver: string;
  readonly method: string;
  readonly given: string;
}

function callIn(node: ts.Node): Call | null {
  if (!ts.isYieldExpression(node) || node.asteriskToken === undefined || node.expression === undefined) return null;
  const call = node.expression;
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return null;
  const { expression, name } = call.expression;
  return {
    receiver: expression.getText(),
    method: name.text,
    given: call.arguments.map((each) => each.getText()).join(', '),
  };
}

/** The call that the statement consists of. */
function callOf(statement: ts.Node): Call | null {
  return ts.isExpressionStatement(statement) ? callIn(statement.expression) : null;
}

const isAcquire = ({ method }: Call) => /^#?lock|(?<!Under|Before|Un|try)Lock$|^disable$/.test(method);

const isRelease = ({ method }: Call) => /^#?unlock|Unlock$|^enable$/.test(method);

/** What gives back what the call acquires. */
function releaseOf({ receiver, method, given }: Call): string {
  const name = method.replace('lock', 'unlock').replace('Lock', 'Unlock').replace('disable', 'enable');
  return key({ receiver, method: name, given });
}

const key = ({ receiver, method, given }: Call) => `${receiver}.${method}(${given})`;

/** Each lock that the function takes and gives back: neither. A try that always succeeds, and nothing to give back. */
function dropLocks(around: ts.SignatureDeclaration, put: Put): void {
  const calls: { readonly node: ts.Node; readonly call: Call }[] = [];
  const collect = (node: ts.Node): void => {
    if (node !== around && ts.isFunctionLike(node)) return;
    const call = callIn(node);
    if (call !== null) calls.push({ node, call });
    ts.forEachChild(node, collect);
  };
  collect(around);
  for (const [at, { node, call }] of calls.entries()) {
    const isTry = /tryLock/i.test(call.method);
    if (!isTry && !(isAcquire(call) && ts.isExpressionStatement(node.parent))) continue;
    const same = isTry ? { ...call, method: call.method.replace('tryLock', 'lock') } : call;
    const later = calls.slice(at + 1);
    const next = later.findIndex((each) => key(each.call) === key(call));
    const releases = (next < 0 ? later : later.slice(0, next)).filter((each) => key(each.call) === releaseOf(same));
    const gone = releases.map((each) => replace(each.node, 'void 0'));
    put(node, isTry ? 'drop try' : 'drop lock', [replace(node, isTry ? 'true' : 'void 0'), ...gone]);
  }
}

/** A statement and what it tells claims. */
interface Unit {
  readonly statement: ts.Statement;
  readonly edit: (text: string) => Edit;
  readonly text: string;
}

function unitsOf(statements: readonly ts.Statement[]): Unit[] {
  const units: ts.Statement[][] = [];
  for (const statement of statements)
    if (GHOST.test(statement.getText()) && units.length > 0) units.at(-1)!.push(statement);
    else units.push([statement]);
  return units.map((all) => {
    const [start, end] = [all[0]!.getStart(), all.at(-1)!.getEnd()];
    const text = all[0]!.getSourceFile().text.slice(start, end);
    return { statement: all[0]!, text, edit: (put) => ({ start, end, text: put }) };
  });
}

/** Whether the one only sets a variable of the function that the other does not use. */
function isAside({ statement }: Unit, other: Unit): boolean {
  const does = (statement as ts.ExpressionStatement).expression;
  const set = ts.isBinaryExpression(does) ? does.left : ts.isPostfixUnaryExpression(does) ? does.operand : null;
  return set !== null && ts.isIdentifier(set) && !new RegExp(`\\b${set.text}\\b`).test(other.text);
}

function inBlock(statements: readonly ts.Statement[], put: Put): void {
  const units = unitsOf(statements);
  for (const [k, unit] of units.entries()) {
    const call = callOf(unit.statement);
    if (call !== null && /^#?flush(?!And)/.test(call.method)) {
      put(unit.statement, 'drop flush', [unit.edit(';')]);
      const last = units.findLast(({ statement }) => !ts.isReturnStatement(statement))!;
      if (units.indexOf(last) > k + 1)
        put(unit.statement, 'move flush', [unit.edit(';'), last.edit(`${last.text} ${unit.text}`)]);
    }
    const next = units[k + 1];
    if (next === undefined || !ts.isExpressionStatement(unit.statement) || !ts.isExpressionStatement(next.statement))
      continue;
    if (GHOST.test(unit.text)) continue;
    const other = callOf(next.statement);
    if (call === null && other === null) continue;
    // What comes into a section, or takes its place, is no fault; nor is when a variable of its own is set.
    if ((call !== null && isRelease(call)) || (other !== null && isAcquire(other))) continue;
    if (call !== null && other !== null && isAcquire(call) && isRelease(other)) continue;
    if (isAside(unit, next) || isAside(next, unit)) continue;
    put(unit.statement, 'swap steps', [unit.edit(next.text), next.edit(unit.text)]);
  }
}

function inside(node: ts.Node, put: Put): void {
  if (ts.isIfStatement(node)) {
    const { expression: condition, thenStatement, elseStatement } = node;
    if (elseStatement !== undefined || VERSION.test(condition.getText()) || GHOST.test(thenStatement.getText())) return;
    decide(condition, !leaves(thenStatement), put);
  } else if (ts.isDoStatement(node)) {
    decide(node.expression, false, put);
  } else if (ts.isBinaryExpression(node)) {
    const other = RELATIONS.get(node.operatorToken.kind);
    if (other === undefined) return;
    const text = `${node.left.getText()} ${other} ${node.right.getText()}`;
    put(node, 'off by one', [replace(node, text)], MARKS.equal(node.getStart()));
  } else {
    const call = callIn(node);
    if (call !== null && ATOMIC.has(call.method) && !/list$/i.test(call.receiver))
      put(node, 'lose atomicity', [replace(node, `yield* ${TORN}(${call.receiver}, '${call.method}', ${call.given})`)]);
  }
}

/** Whatever the condition says, it is taken to be this. If asking is a step, that is still done. */
function decide(condition: ts.Expression, value: boolean, put: Put): void {
  const asked = condition.getText();
  const text = asked.includes('yield') ? `(${asked}, ${value})` : String(value);
  put(condition, 'skip check', [replace(condition, text)], MARKS.condition(condition.getStart(), !value));
}

/** Whether nothing behind the statement runs after it. */
function leaves(statement: ts.Statement): boolean {
  const last = ts.isBlock(statement) ? statement.statements.at(-1) : statement;
  return last !== undefined && (ts.isReturnStatement(last) || ts.isBreakOrContinueStatement(last));
}

function blockAround(node: ts.Node): number {
  return ts.findAncestor(node.parent, ts.isBlock)?.getStart() ?? -1;
}

function nameAround(node: ts.Node): string {
  const named = ts.findAncestor(node, (each) => ts.isFunctionLike(each) && each.name !== undefined);
  return (named as ts.SignatureDeclaration | undefined)?.name?.getText() ?? '';
}
