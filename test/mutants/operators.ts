/**
 * Small faults by the syntax tree: a relation that is off by one, a condition turned round, a statement left out. Types,
 * messages of errors, sizes of new arrays and what asks for deliberate faults are left alone.
 */
import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** A fault that can be put into a file: `text` in place of what is at `[start, end)`. */
export interface Mutant {
  /** From the root of the project. */
  readonly file: string;
  readonly operator: string;
  /** From 1. */
  readonly line: number;
  /** The method or function around it. */
  readonly within: string;
  /** The lines around it before and after, as one line each. With `file` and `within`: what the mutant is known by. */
  readonly before: string;
  readonly after: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const K = ts.SyntaxKind;

const SWAPS: ReadonlyMap<ts.SyntaxKind, readonly [operator: string, to: string]> = new Map([
  [K.LessThanToken, ['relation', '<=']],
  [K.LessThanEqualsToken, ['relation', '<']],
  [K.GreaterThanToken, ['relation', '>=']],
  [K.GreaterThanEqualsToken, ['relation', '>']],
  [K.EqualsEqualsEqualsToken, ['equality', '!==']],
  [K.ExclamationEqualsEqualsToken, ['equality', '===']],
  [K.AmpersandAmpersandToken, ['logic', '||']],
  [K.BarBarToken, ['logic', '&&']],
  [K.PlusToken, ['arithmetic', '-']],
  [K.MinusToken, ['arithmetic', '+']],
  [K.AsteriskToken, ['arithmetic', '+']],
  [K.AmpersandToken, ['arithmetic', '|']],
  [K.BarToken, ['arithmetic', '&']],
  [K.LessThanLessThanToken, ['arithmetic', '>>']],
  [K.GreaterThanGreaterThanToken, ['arithmetic', '<<']],
]);

/** Every mutant of the file, in the order of its text. */
export function mutantsOf(file: string, root: URL): Mutant[] {
  const source = readFileSync(new URL(file, root), 'utf8');
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ES2023, true);
  const found: Mutant[] = [];
  const put = (node: ts.Node, operator: string, text: string) => {
    const [start, end] = [node.getStart(tree), node.getEnd()];
    const from = source.lastIndexOf('\n', start) + 1;
    const newline = source.indexOf('\n', end);
    const to = newline < 0 ? source.length : newline;
    const line = tree.getLineAndCharacterOfPosition(start).line + 1;
    const [before, after] = [source.slice(from, to), source.slice(from, start) + text + source.slice(end, to)].map(
      (lines) => lines.trim().replace(/\s+/g, ' '),
    ) as [string, string];
    found.push({ file, operator, line, within: nameAround(node), before, after, start, end, text });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isThrowStatement(node) || ts.isImportDeclaration(node)) return;
    if (ts.isConstructorDeclaration(node)) return;
    if (ts.isIfStatement(node) && node.expression.getText().includes('mutation')) return;
    mutate(node, put);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
}

function mutate(node: ts.Node, put: (node: ts.Node, operator: string, text: string) => void): void {
  if (ts.isBinaryExpression(node)) {
    const swap = SWAPS.get(node.operatorToken.kind);
    const joinsText = ts.isStringLiteral(node.left) || ts.isStringLiteral(node.right);
    if (swap !== undefined && !joinsText && !node.getText().includes('mutation')) put(node.operatorToken, ...swap);
  } else if (ts.isIfStatement(node) || ts.isConditionalExpression(node)) {
    const condition = ts.isIfStatement(node) ? node.expression : node.condition;
    put(condition, 'condition', `!(${condition.getText()})`);
  } else if (ts.isNumericLiteral(node)) {
    if (!ts.isNewExpression(node.parent)) put(node, 'number', String(Number(node.text.replaceAll('_', '')) + 1));
  } else if (ts.isExpressionStatement(node)) {
    if (isEffect(node.expression)) put(node, 'statement', ';');
  } else if (ts.isContinueStatement(node) || (ts.isBreakStatement(node) && !ts.isCaseClause(node.parent))) {
    put(node, 'jump', ';');
  } else if (ts.isReturnStatement(node) && node.expression !== undefined) {
    const type = typeAround(node);
    const other = (value: string) => node.expression!.getText() !== value && put(node.expression!, 'return', value);
    if (type === 'boolean') for (const value of ['true', 'false']) other(value);
    else if (type?.endsWith('| null') === true) other('null');
  }
}

/** Calls and assignments. */
function isEffect(expression: ts.Expression): boolean {
  if (ts.isCallExpression(expression)) return expression.expression.kind !== K.SuperKeyword;
  if (ts.isPostfixUnaryExpression(expression) || ts.isPrefixUnaryExpression(expression)) return true;
  if (!ts.isBinaryExpression(expression)) return false;
  const { kind } = expression.operatorToken;
  return kind >= K.FirstAssignment && kind <= K.LastAssignment;
}

function functionAround(node: ts.Node): ts.SignatureDeclaration | undefined {
  return ts.findAncestor(node, ts.isFunctionLike);
}

function typeAround(node: ts.Node): string | undefined {
  return functionAround(node)?.type?.getText();
}

function nameAround(node: ts.Node): string {
  const named = ts.findAncestor(node, (each) => ts.isFunctionLike(each) && each.name !== undefined);
  return (named as ts.SignatureDeclaration | undefined)?.name?.getText() ?? '';
}
